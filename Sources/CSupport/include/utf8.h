// Whether bytes are UTF-8, 64 at a time.
//
// Where half of all rows have a Chinese character, every byte of a file is looked at for this; the
// library's way takes one character after the other and ten times as long.
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>
#include <stdint.h>

// 1 if `bytes[0..<count]` is valid UTF-8, else 0.
int utf8_is_valid(const uint8_t *bytes, size_t count);

#endif
