#include "byte_masks.h"

#include <string.h>

#include "simd.h"

// The masks of one block of 64 bytes: bit i tells of byte i.
typedef struct {
  uint64_t delimiter, line, quote, high;
} masks_t;

typedef struct {
  uint32_t *positions, *row_ends;
  uint32_t next, row;
  uint64_t quotes, highs;
} index_t;

// Turns the masks of the block at `place` into positions.
static inline __attribute__((always_inline)) void take_block(index_t *index, masks_t m,
                                                             uint32_t place) {
  uint64_t all = m.delimiter | m.line;
  index->quotes |= m.quote;
  index->highs |= m.high;
  for (uint64_t lines = m.line; lines; lines &= lines - 1) {
    uint64_t below = (lines & (0 - lines)) - 1;
    index->row_ends[index->row++] = index->next + (uint32_t)__builtin_popcountll(all & below);
  }
  uint32_t end = index->next + (uint32_t)__builtin_popcountll(all);
  // Eight at a time without asking: the arrays have 64 entries to spare.
  for (uint32_t at = index->next; at < end; at += 8) {
    for (int k = 0; k < 8; k++) {
      index->positions[at + k] = place + (uint32_t)__builtin_ctzll(all | 1ull << 63);
      all &= all - 1;
    }
  }
  index->next = end;
}

// The loop over all blocks, with one of the functions below to make the masks.
#define INDEX_ALL(block)                                                             \
  index_t index = {positions, row_ends, 0, 0, 0, 0};                                 \
  size_t at = 0;                                                                     \
  for (; at + 64 <= count; at += 64)                                                 \
    take_block(&index, block(bytes + at, delimiter), origin + (uint32_t)at);         \
  if (at < count) {                                                                  \
    uint8_t rest[64] = {0};                                                          \
    memcpy(rest, bytes + at, count - at);                                            \
    take_block(&index, block(rest, delimiter), origin + (uint32_t)at);               \
  }                                                                                  \
  return (byte_masks_index_t){index.next, index.row, index.quotes != 0, index.highs != 0}

#if defined(HAS_X86)

__attribute__((target("avx2,bmi,bmi2,popcnt"))) static inline masks_t block_avx2(
    const uint8_t *bytes, uint8_t delimiter) {
  __m256i a = _mm256_loadu_si256((const __m256i *)bytes);
  __m256i b = _mm256_loadu_si256((const __m256i *)(bytes + 32));
#define BOTH(x, y) ((uint32_t)_mm256_movemask_epi8(x) | (uint64_t)(uint32_t)_mm256_movemask_epi8(y) << 32)
#define EQUAL(c) BOTH(_mm256_cmpeq_epi8(a, _mm256_set1_epi8((char)(c))), \
                      _mm256_cmpeq_epi8(b, _mm256_set1_epi8((char)(c))))
  return (masks_t){EQUAL(delimiter), EQUAL('\n'), EQUAL('"'), BOTH(a, b)};
#undef EQUAL
#undef BOTH
}

__attribute__((target("avx2,bmi,bmi2,popcnt"))) static byte_masks_index_t index_avx2(
    const uint8_t *bytes, size_t count, uint32_t origin, uint8_t delimiter, uint32_t *positions,
    uint32_t *row_ends) {
  INDEX_ALL(block_avx2);
}

// Puts bytes, each plus `base`, into `numbers[from..<to]`, sixteen at a time: there are entries to spare.
__attribute__((target("avx512f,avx512bw,avx512vbmi2"))) static inline void put(
    uint32_t *numbers, uint32_t from, uint32_t to, __m512i bytes, uint32_t base) {
  const __m512i bases = _mm512_set1_epi32((int)base);
  for (uint32_t next = from; next < to; next += 16) {
    __m512i wide = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(bytes));
    _mm512_storeu_si512(numbers + next, _mm512_add_epi32(wide, bases));
    bytes = _mm512_shuffle_i64x2(bytes, bytes, 0x39);
  }
}

// Turns masks into positions without a loop over their bits: 64 numbers are squeezed together where
// the mask says so, and widened.
__attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,bmi2,popcnt"))) static byte_masks_index_t
index_avx512(const uint8_t *bytes, size_t count, uint32_t origin, uint8_t delimiter,
             uint32_t *positions, uint32_t *row_ends) {
  uint8_t ascending[64];
  for (int i = 0; i < 64; i++) ascending[i] = (uint8_t)i;
  const __m512i numbers = _mm512_loadu_si512(ascending);
  const __m512i delimiters = _mm512_set1_epi8((char)delimiter);
  const __m512i feeds = _mm512_set1_epi8('\n');
  const __m512i quotes = _mm512_set1_epi8('"');
  index_t index = {positions, row_ends, 0, 0, 0, 0};
  for (size_t at = 0; at < count; at += 64) {
    // Bytes behind the end are zeros, and none of those looked for.
    __mmask64 inside = count - at >= 64 ? ~0ull : (1ull << (count - at)) - 1;
    __m512i block = _mm512_maskz_loadu_epi8(inside, bytes + at);
    uint64_t lines = _mm512_cmpeq_epi8_mask(block, feeds);
    uint64_t all = lines | _mm512_cmpeq_epi8_mask(block, delimiters);
    index.quotes |= _mm512_cmpeq_epi8_mask(block, quotes);
    index.highs |= _mm512_movepi8_mask(block);
    // Which of the separators end a row.
    uint64_t rows = _pext_u64(lines, all);
    uint32_t row = index.row + (uint32_t)__builtin_popcountll(lines);
    put(index.row_ends, index.row, row, _mm512_maskz_compress_epi8(rows, numbers), index.next);
    index.row = row;
    uint32_t next = index.next + (uint32_t)__builtin_popcountll(all);
    put(index.positions, index.next, next, _mm512_maskz_compress_epi8(all, numbers),
        origin + (uint32_t)at);
    index.next = next;
  }
  return (byte_masks_index_t){index.next, index.row, index.quotes != 0, index.highs != 0};
}

static inline masks_t block_plain(const uint8_t *bytes, uint8_t delimiter) {
  masks_t m = {0, 0, 0, 0};
  for (int part = 0; part < 4; part++) {
    __m128i v = _mm_loadu_si128((const __m128i *)(bytes + 16 * part));
    int shift = 16 * part;
#define EQUAL(c) ((uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8((char)(c)))) << shift)
    m.delimiter |= EQUAL(delimiter);
    m.line |= EQUAL('\n');
    m.quote |= EQUAL('"');
    m.high |= (uint64_t)(uint32_t)_mm_movemask_epi8(v) << shift;
#undef EQUAL
  }
  return m;
}

#elif defined(HAS_NEON)

static inline uint64_t bits(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
  const uint8x16_t weight = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t ab = vpaddq_u8(vandq_u8(a, weight), vandq_u8(b, weight));
  uint8x16_t cd = vpaddq_u8(vandq_u8(c, weight), vandq_u8(d, weight));
  uint8x16_t sum = vpaddq_u8(ab, cd);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

static inline masks_t block_plain(const uint8_t *bytes, uint8_t delimiter) {
  uint8x16_t a = vld1q_u8(bytes), b = vld1q_u8(bytes + 16);
  uint8x16_t c = vld1q_u8(bytes + 32), d = vld1q_u8(bytes + 48);
#define EACH(f) bits(f(a), f(b), f(c), f(d))
#define DELIMITER(v) vceqq_u8(v, vdupq_n_u8(delimiter))
#define LINE(v) vceqq_u8(v, vdupq_n_u8('\n'))
#define QUOTE(v) vceqq_u8(v, vdupq_n_u8('"'))
#define HIGH(v) vcgeq_u8(v, vdupq_n_u8(128))
  return (masks_t){EACH(DELIMITER), EACH(LINE), EACH(QUOTE), EACH(HIGH)};
}

#else

static inline masks_t block_plain(const uint8_t *bytes, uint8_t delimiter) {
  masks_t m = {0, 0, 0, 0};
  for (int i = 0; i < 64; i++) {
    uint64_t bit = 1ull << i;
    if (bytes[i] == delimiter) m.delimiter |= bit;
    if (bytes[i] == '\n') m.line |= bit;
    if (bytes[i] == '"') m.quote |= bit;
    if (bytes[i] >= 128) m.high |= bit;
  }
  return m;
}

#endif

static byte_masks_index_t index_plain(const uint8_t *bytes, size_t count, uint32_t origin,
                                      uint8_t delimiter, uint32_t *positions, uint32_t *row_ends) {
  INDEX_ALL(block_plain);
}

byte_masks_index_t byte_masks_index(const uint8_t *bytes, size_t count, uint32_t origin,
                                    uint8_t delimiter, uint32_t *positions, uint32_t *row_ends) {
#if defined(HAS_X86)
  if (__builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("bmi2"))
    return index_avx512(bytes, count, origin, delimiter, positions, row_ends);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
    return index_avx2(bytes, count, origin, delimiter, positions, row_ends);
#endif
  return index_plain(bytes, count, origin, delimiter, positions, row_ends);
}
