// Finding the bytes that matter in delimited text, 64 at a time.
//
// Swift has no move-mask instruction: the same loop in SIMD64 is about half as fast again and in
// 64-bit words nearly twice as slow, and this loop sees every byte of a city.
#ifndef BYTE_MASKS_H
#define BYTE_MASKS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t delimiters;  // delimiters and line ends found
  uint32_t rows;        // line ends found
  uint8_t has_quote;    // a double quote somewhere
  uint8_t has_high;     // a byte above 127 somewhere
} byte_masks_index_t;

// Writes the positions of every `delimiter` and line feed of `bytes[0..<count]` to `positions`,
// ascending and counted from `origin` at the first byte, and for every line feed its index in
// `positions` to `row_ends`. Both arrays must hold `count + 64` entries; `origin + count` is below
// 2^32.
byte_masks_index_t byte_masks_index(const uint8_t *bytes, size_t count, uint32_t origin,
                                    uint8_t delimiter, uint32_t *positions, uint32_t *row_ends);

#endif
