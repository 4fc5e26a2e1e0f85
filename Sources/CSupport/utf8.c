#include "utf8.h"

#include <string.h>

#include "simd.h"

typedef uint8_t block_t __attribute__((vector_size(64)));
typedef _Bool bits_t __attribute__((ext_vector_type(64)));

// Bit i tells of byte i.
#define MASK(condition) __builtin_bit_cast(uint64_t, __builtin_convertvector(condition, bits_t))

// What a block leaves to the next: how many of its first bytes must continue a character, as bits,
// and whether its last byte narrows what may come next.
typedef struct {
  uint64_t expected, after_e0, after_ed, after_f0, after_f4, faults;
} state_t;

// A byte of a character goes on where the bytes in front say so and nowhere else; no byte is one that
// UTF-8 does not have; and the second one is within what keeps out longer forms than needed, halves
// of surrogates and what is past the last character.
static inline __attribute__((always_inline)) void take_block(state_t *s, const uint8_t *bytes) {
  block_t b;
  memcpy(&b, bytes, 64);
  uint64_t two = MASK(b >= 0xC0), three = MASK(b >= 0xE0);
  uint64_t continues = MASK(b >= 0x80) & ~two;
  // Of most characters only the number of bytes is to be seen to, of those of Chinese texts as well.
  uint64_t special = MASK(((b & 0xFE) == 0xC0) | (b == 0xE0) | (b == 0xED) | (b >= 0xF0));
  if (!(special | s->after_e0 | s->after_ed | s->after_f0 | s->after_f4)) {
    s->faults |= continues ^ (s->expected | two << 1 | three << 2);
    s->expected = two >> 63 | three >> 62;
    return;
  }
  uint64_t four = MASK(b >= 0xF0);
  uint64_t expected = s->expected | two << 1 | three << 2 | four << 3;
  uint64_t e0 = MASK(b == 0xE0), ed = MASK(b == 0xED), f0 = MASK(b == 0xF0), f4 = MASK(b == 0xF4);
  uint64_t from_90 = MASK(b >= 0x90), from_a0 = MASK(b >= 0xA0);
  s->faults |= continues ^ expected;
  s->faults |= MASK((b & 0xFE) == 0xC0) | MASK(b >= 0xF5);
  s->faults |= (e0 << 1 | s->after_e0) & ~from_a0;
  s->faults |= (ed << 1 | s->after_ed) & from_a0;
  s->faults |= (f0 << 1 | s->after_f0) & ~from_90;
  s->faults |= (f4 << 1 | s->after_f4) & from_90;
  s->expected = two >> 63 | three >> 62 | four >> 61;
  s->after_e0 = e0 >> 63;
  s->after_ed = ed >> 63;
  s->after_f0 = f0 >> 63;
  s->after_f4 = f4 >> 63;
}

static inline __attribute__((always_inline)) int is_valid(const uint8_t *bytes, size_t count) {
  state_t state = {0, 0, 0, 0, 0, 0};
  size_t at = 0;
  for (; at + 64 <= count; at += 64) take_block(&state, bytes + at);
  // The zeros behind the end continue nothing, so that a character cut short is a fault.
  uint8_t rest[64] = {0};
  memcpy(rest, bytes + at, count - at);
  take_block(&state, rest);
  return state.faults == 0;
}

#if defined(HAS_X86)

__attribute__((target("avx512f,avx512bw"))) static int is_valid_avx512(const uint8_t *bytes,
                                                                        size_t count) {
  return is_valid(bytes, count);
}

__attribute__((target("avx2"))) static int is_valid_avx2(const uint8_t *bytes, size_t count) {
  return is_valid(bytes, count);
}

#endif

int utf8_is_valid(const uint8_t *bytes, size_t count) {
#if defined(HAS_X86)
  if (__builtin_cpu_supports("avx512bw")) return is_valid_avx512(bytes, count);
  if (__builtin_cpu_supports("avx2")) return is_valid_avx2(bytes, count);
#endif
  return is_valid(bytes, count);
}
