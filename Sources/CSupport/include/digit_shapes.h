// Short texts by their shapes: all of a text but the values of its digits.
//
// Texts of one shape have their numbers at the same places. What is found by the shape of an address is
// asked for nearly every row of a city spelt in words; with a whole text in one register it takes a third
// of the steps, and the texts of many rows at once do not wait for each other.
#ifndef DIGIT_SHAPES_H
#define DIGIT_SHAPES_H

#include <stddef.h>
#include <stdint.h>

// The longest text that has a shape.
#define DIGIT_SHAPE_LONGEST 31
// Slots of a table. Shapes stand in two tables, one behind the other, which do not drive each other out.
#define DIGIT_SHAPE_SLOTS 4096
// What is found of a shape that is not there, or that cannot be read by its digits.
#define DIGIT_SHAPE_UNKNOWN UINT64_MAX

// The bytes of a text with a 0 for each digit, then zeros; the last byte is the length and a mark.
typedef struct {
  uint64_t words[4];
} digit_shape_t;

// How three numbers are read: where the eight digits of each stand, a byte each, the first one lowest, and
// DIGIT_SHAPE_LONGEST where there is none; the sum that they are added to, 40, 20 and no bits up.
typedef struct {
  digit_shape_t shape;
  uint64_t picks[3];
  uint64_t base;
} digit_slot_t;

// The shape of a text of 1 to DIGIT_SHAPE_LONGEST bytes; `mark` is 0, or 128 to keep kinds apart.
digit_shape_t digit_shape(const uint8_t *text, size_t count, uint8_t mark);

// Well mixed; the same for a shape as long as the process runs. A shape stands in the slot of its highest
// twelve bits, or of the next twelve, in either table.
uint64_t digit_shape_hash(digit_shape_t shape);

// The sum of a text, by its shape.
uint64_t digit_shapes_find(const digit_slot_t *slots, const uint8_t *text, size_t count,
                           uint8_t mark);

// The sums of the texts of one column in rows that follow each other: at most `rows` of them, of `columns`
// fields each, that end at `ends` of `base` (see `Row`), without the blanks around them;
// DIGIT_SHAPE_UNKNOWN, too, where a text has no shape. Returns how many there are before the first end that
// is none.
size_t digit_shapes_find_rows(const digit_slot_t *slots, const uint8_t *base, const uint32_t *ends,
                              size_t columns, size_t column, size_t rows, uint64_t *sums);

#endif
