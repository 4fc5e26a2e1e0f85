// The allocator of the C library, but that a refusal ends the process with words.
#ifndef REFUSING_MALLOC_H
#define REFUSING_MALLOC_H
#endif
