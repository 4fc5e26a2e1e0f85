// The functions of CSupport in plain C, under other names, so that one program can hold both. Whoever
// defines CSUPPORT_PORTABLE gets them under these names.
#ifndef PORTABLE_H
#define PORTABLE_H

#define PORTABLE(name) portable_##name

#if defined(CSUPPORT_PORTABLE)
#define byte_masks_index PORTABLE(byte_masks_index)
#define digit_shape PORTABLE(digit_shape)
#define digit_shape_hash PORTABLE(digit_shape_hash)
#define digit_shapes_find PORTABLE(digit_shapes_find)
#define digit_shapes_find_rows PORTABLE(digit_shapes_find_rows)
#define utf8_is_valid PORTABLE(utf8_is_valid)
#endif

#endif
