#include "digit_shapes.h"

#include <string.h>

#include "simd.h"

// Lets `slot` be the one of four that `is_it`, or leaves, where none is.
#define FIND_SLOT(hash_value, is_it)                            \
  do {                                                          \
    const uint64_t hash = hash_value;                           \
    const size_t first = hash >> 52;                            \
    const size_t second = hash >> 40 & (DIGIT_SHAPE_SLOTS - 1); \
    slot = slots + first;                                       \
    if (is_it) break;                                           \
    slot = slots + second;                                      \
    if (is_it) break;                                           \
    slot = slots + DIGIT_SHAPE_SLOTS + first;                   \
    if (is_it) break;                                           \
    slot = slots + DIGIT_SHAPE_SLOTS + second;                  \
    if (is_it) break;                                           \
    return DIGIT_SHAPE_UNKNOWN;                                 \
  } while (0)

// The loop over rows, with one of the functions below to find a sum.
#define FIND_ROWS(find)                                                                   \
  for (size_t row = 0; row < rows; row++, ends += columns) {                              \
    /* Of the first row of a chunk this comes around to zero. */                          \
    uint32_t start = ends[(ptrdiff_t)column - 1] + 1;                                     \
    const uint8_t *text = base + start;                                                   \
    const uint8_t *end = base + ends[column];                                             \
    if (end < text) return row;                                                           \
    while (text < end && is_blank(*text)) text++;                                         \
    while (text < end && is_blank(end[-1])) end--;                                        \
    size_t count = (size_t)(end - text);                                                  \
    sums[row] = count > 0 && count <= DIGIT_SHAPE_LONGEST ? find(slots, text, count, 0)   \
                                                          : DIGIT_SHAPE_UNKNOWN;          \
  }                                                                                       \
  return rows

static inline int is_blank(uint8_t byte) { return byte == ' ' || byte == '\t' || byte == '\r'; }

// MARK: Anywhere

static digit_shape_t shape_plain(const uint8_t *text, size_t count, uint8_t mark, uint8_t *digits) {
  uint8_t bytes[32] = {0};
  memcpy(bytes, text, count);
  for (int i = 0; i < 32; i++) {
    uint8_t digit = bytes[i] - '0';
    digits[i] = digit < 10 ? digit : 0;
    bytes[i] -= digits[i];
  }
  bytes[31] = (uint8_t)count | mark;
  digit_shape_t shape;
  memcpy(&shape, bytes, 32);
  return shape;
}

static uint64_t hash_plain(digit_shape_t shape) {
  uint64_t hash = 0;
  for (int i = 0; i < 4; i++) {
    hash = (hash ^ shape.words[i]) * 0x9E3779B97F4A7C15;
    hash ^= hash >> 32;
  }
  return hash * 0xA0761D6478BD642F;
}

static uint64_t find_plain(const digit_slot_t *slots, const uint8_t *text, size_t count,
                           uint8_t mark) {
  uint8_t digits[32];
  digit_shape_t shape = shape_plain(text, count, mark, digits);
  const digit_slot_t *slot = NULL;
  FIND_SLOT(hash_plain(shape), memcmp(&slot->shape, &shape, sizeof shape) == 0);
  uint64_t sum = slot->base;
  for (int part = 0; part < 3; part++) {
    uint64_t number = 0;
    for (int i = 0; i < 64; i += 8) number = number * 10 + digits[slot->picks[part] >> i & 31];
    sum += number << (40 - 20 * part);
  }
  return sum;
}

#if defined(HAS_X86)

// Whether the bytes behind a text are not looked at either: AddressSanitizer minds, though they are masked.
static const int reads_no_further =
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
    1 ||
#endif
#endif
    0;

// MARK: With registers of 32 bytes

#define WIDE __attribute__((target("avx2,aes,bmi,bmi2")))

// The text and zeros behind it.
WIDE static inline __attribute__((always_inline)) __m256i load_wide(const uint8_t *text,
                                                                     size_t count) {
  static const uint8_t kept[64] = {
      255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
      255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  if (reads_no_further || ((uintptr_t)text & 4095) > 4096 - 32) {
    // What is behind the text may be on a page that is not there.
    uint8_t copy[32] = {0};
    memcpy(copy, text, count);
    return _mm256_loadu_si256((const __m256i *)copy);
  }
  return _mm256_and_si256(_mm256_loadu_si256((const __m256i *)text),
                          _mm256_loadu_si256((const __m256i *)(kept + 32 - count)));
}

// The values of the digits of a text, and zeros elsewhere.
WIDE static inline __attribute__((always_inline)) __m256i digits_wide(__m256i text) {
  __m256i values = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
  __m256i small = _mm256_min_epu8(values, _mm256_set1_epi8(9));
  return _mm256_and_si256(values, _mm256_cmpeq_epi8(values, small));
}

WIDE static inline __attribute__((always_inline)) __m256i shape_wide(__m256i text, __m256i digits,
                                                                      size_t count, uint8_t mark) {
  return _mm256_insert_epi8(_mm256_sub_epi8(text, digits), (char)(count | mark), 31);
}

WIDE static inline __attribute__((always_inline)) uint64_t hash_wide(__m256i shape) {
  __m128i low = _mm256_castsi256_si128(shape), high = _mm256_extracti128_si256(shape, 1);
  __m128i mixed = _mm_aesenc_si128(_mm_aesenc_si128(low, high), _mm_aesenc_si128(high, low));
  return (uint64_t)_mm_cvtsi128_si64(_mm_aesenc_si128(mixed, low));
}

WIDE static inline __attribute__((always_inline)) int is_shape(const digit_slot_t *slot,
                                                                __m256i shape) {
  __m256i difference =
      _mm256_xor_si256(shape, _mm256_loadu_si256((const __m256i *)&slot->shape));
  return _mm256_testz_si256(difference, difference);
}

WIDE static inline __attribute__((always_inline)) uint64_t sum_wide(const digit_slot_t *slots,
                                                                     const uint8_t *text,
                                                                     size_t count, uint8_t mark) {
  __m256i bytes = load_wide(text, count);
  __m256i digits = digits_wide(bytes);
  __m256i shape = shape_wide(bytes, digits, count, mark);
  const digit_slot_t *slot = NULL;
  FIND_SLOT(hash_wide(shape), is_shape(slot, shape));
  // The digits of three numbers, eight bytes each, from both halves of the text.
  __m256i picks = _mm256_loadu_si256((const __m256i *)slot->picks);
  __m256i low = _mm256_shuffle_epi8(_mm256_permute2x128_si256(digits, digits, 0x00), picks);
  __m256i high = _mm256_shuffle_epi8(_mm256_permute2x128_si256(digits, digits, 0x11), picks);
  __m256i is_high = _mm256_cmpgt_epi8(picks, _mm256_set1_epi8(15));
  __m256i picked = _mm256_blendv_epi8(low, high, is_high);
  // Two digits to a number, two of these to one of four digits, two of these to one of eight.
  __m256i twos = _mm256_maddubs_epi16(picked, _mm256_set1_epi16(0x010A));
  __m256i fours = _mm256_madd_epi16(twos, _mm256_set1_epi32(0x00010064));
  __m256i eights = _mm256_madd_epi16(_mm256_packus_epi32(fours, fours),
                                     _mm256_set1_epi32(0x00012710));
  uint64_t first_two = (uint64_t)_mm_cvtsi128_si64(_mm256_castsi256_si128(eights));
  uint32_t third = (uint32_t)_mm_cvtsi128_si32(_mm256_extracti128_si256(eights, 1));
  return slot->base + (first_two << 40) + (first_two >> 32 << 20) + third;
}

WIDE static uint64_t find_wide(const digit_slot_t *slots, const uint8_t *text, size_t count,
                               uint8_t mark) {
  return sum_wide(slots, text, count, mark);
}

WIDE static size_t find_rows_wide(const digit_slot_t *slots, const uint8_t *base,
                                  const uint32_t *ends, size_t columns, size_t column, size_t rows,
                                  uint64_t *sums) {
  FIND_ROWS(sum_wide);
}

WIDE static digit_shape_t make_wide(const uint8_t *text, size_t count, uint8_t mark) {
  __m256i bytes = load_wide(text, count);
  digit_shape_t shape;
  _mm256_storeu_si256((__m256i *)&shape, shape_wide(bytes, digits_wide(bytes), count, mark));
  return shape;
}

WIDE static uint64_t hash_shape_wide(digit_shape_t shape) {
  return hash_wide(_mm256_loadu_si256((const __m256i *)&shape));
}

static inline int is_wide(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("aes") &&
         __builtin_cpu_supports("bmi2");
}

#endif

digit_shape_t digit_shape(const uint8_t *text, size_t count, uint8_t mark) {
#if defined(HAS_X86)
  if (is_wide()) return make_wide(text, count, mark);
#endif
  uint8_t digits[32];
  return shape_plain(text, count, mark, digits);
}

uint64_t digit_shape_hash(digit_shape_t shape) {
#if defined(HAS_X86)
  if (is_wide()) return hash_shape_wide(shape);
#endif
  return hash_plain(shape);
}

uint64_t digit_shapes_find(const digit_slot_t *slots, const uint8_t *text, size_t count,
                           uint8_t mark) {
#if defined(HAS_X86)
  if (is_wide()) return find_wide(slots, text, count, mark);
#endif
  return find_plain(slots, text, count, mark);
}

size_t digit_shapes_find_rows(const digit_slot_t *slots, const uint8_t *base, const uint32_t *ends,
                              size_t columns, size_t column, size_t rows, uint64_t *sums) {
#if defined(HAS_X86)
  if (is_wide()) return find_rows_wide(slots, base, ends, columns, column, rows, sums);
#endif
  FIND_ROWS(find_plain);
}
