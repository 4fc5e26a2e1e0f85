#ifndef BYTE_MASKS_H
#define BYTE_MASKS_H
#endif
