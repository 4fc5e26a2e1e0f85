// Holds the loops of CSupport, as this machine runs them, against the same in plain C, and UTF-8 against one
// character after the other. `run` compiles the plain ones under other names (see `portable.h`).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "byte_masks.h"
#include "digit_shapes.h"
#include "memory_refusal.h"
#include "portable.h"
#include "system_calls.h"
#include "utf8.h"

#define DECLARE(name) extern __typeof__(name) PORTABLE(name)
DECLARE(byte_masks_index);
DECLARE(digit_shape);
DECLARE(digit_shape_hash);
DECLARE(digit_shapes_find);
DECLARE(digit_shapes_find_rows);
DECLARE(utf8_is_valid);

static uint64_t state = 0x9E3779B97F4A7C15;

static uint64_t random_number(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state * 0x2545F4914F6CDD1D >> 8;
}

static size_t below(size_t end) { return random_number() % end; }

// Ends the program where something is not so, and says with which bytes.
static void must(int is_so, const char *what, const uint8_t *bytes, size_t count) {
  if (is_so) return;
  fprintf(stderr, "differs: %s, of %zu bytes:", what, count);
  for (size_t i = 0; i < count; i++) fprintf(stderr, " %02x", bytes[i]);
  fputc('\n', stderr);
  exit(1);
}

// The end of a page behind which there is none, so that who reads too far dies.
static uint8_t *page_end(size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t room = (bytes + page - 1) / page * page;
  uint8_t *start = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED || mprotect(start + room, page, PROT_NONE) != 0) {
    perror("no memory for the test");
    exit(1);
  }
  return start + room;
}

// MARK: Positions

enum { MOST = 700 };

static void index_random(uint8_t *end) {
  size_t count = below(MOST);
  uint8_t *bytes = end - count;
  // From all bytes at random to hardly anything but separators.
  size_t few = 1 + below(256);
  static const uint8_t some[] = {',', '\n', '"', '\t', 127, 128, 255, 0, 'a'};
  for (size_t i = 0; i < count; i++) {
    bytes[i] = below(256) < few ? (uint8_t)below(256) : some[below(sizeof some)];
  }
  uint8_t delimiter = below(2) ? ',' : '\t';
  uint32_t origin = (uint32_t)below(2) * (uint32_t)below(1u << 31);
  static uint32_t positions[2][MOST + 64], rows[2][MOST + 64];
  byte_masks_index_t a = byte_masks_index(bytes, count, origin, delimiter, positions[0], rows[0]);
  byte_masks_index_t b =
      PORTABLE(byte_masks_index)(bytes, count, origin, delimiter, positions[1], rows[1]);
  must(a.delimiters == b.delimiters && a.rows == b.rows && a.has_quote == b.has_quote &&
           a.has_high == b.has_high &&
           memcmp(positions[0], positions[1], a.delimiters * sizeof(uint32_t)) == 0 &&
           memcmp(rows[0], rows[1], a.rows * sizeof(uint32_t)) == 0,
       "byte_masks_index", bytes, count);
  // And against what is meant.
  size_t found = 0, ends = 0;
  int has_quote = 0, has_high = 0;
  for (size_t i = 0; i < count; i++) {
    has_quote |= bytes[i] == '"';
    has_high |= bytes[i] > 127;
    if (bytes[i] == '\n') {
      must(ends < a.rows && rows[0][ends] == found, "the ends of rows", bytes, count);
      ends++;
    }
    if (bytes[i] == '\n' || bytes[i] == delimiter) {
      must(found < a.delimiters && positions[0][found] == origin + i, "the positions", bytes, count);
      found++;
    }
  }
  must(found == a.delimiters && ends == a.rows && has_quote == a.has_quote && has_high == a.has_high,
       "what was counted", bytes, count);
}

// MARK: UTF-8

// One character after the other, by the table of the Unicode Standard.
static int is_utf8(const uint8_t *bytes, size_t count) {
  for (size_t at = 0; at < count;) {
    uint8_t first = bytes[at++];
    if (first < 0x80) continue;
    size_t more = first < 0xC2 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : 0;
    if (more == 0 || count - at < more) return 0;
    uint8_t least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    uint8_t most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (bytes[at] < least || bytes[at] > most) return 0;
    for (size_t i = 1; i < more; i++) {
      if (bytes[at + i] < 0x80 || bytes[at + i] > 0xBF) return 0;
    }
    at += more;
  }
  return 1;
}

static size_t put_character(uint8_t *bytes) {
  static const uint32_t edges[] = {0x7F,   0x80,   0x7FF,  0x800,   0xD7FF,
                                   0xE000, 0xFFFF, 0x10000, 0x10FFFF};
  uint32_t c;
  switch (below(8)) {
    case 0: c = edges[below(sizeof edges / sizeof *edges)]; break;
    case 1: c = 0x10000 + (uint32_t)below(0x100000); break;
    case 2: c = 0x80 + (uint32_t)below(0x780); break;
    case 3: c = (uint32_t)below(0x80); break;
    default: c = 0x4E00 + (uint32_t)below(0x5000);
  }
  if (c < 0x80) return bytes[0] = (uint8_t)c, 1;
  size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  for (size_t i = more; i > 0; i--, c >>= 6) bytes[i] = (uint8_t)(0x80 | (c & 0x3F));
  static const uint8_t marks[] = {0, 0xC0, 0xE0, 0xF0};
  bytes[0] = (uint8_t)(marks[more] | c);
  return more + 1;
}

// Returns whether it was valid.
static int check_random(uint8_t *end) {
  uint8_t text[MOST + 4];
  size_t count = 0, wanted = below(MOST);
  while (count < wanted) count += put_character(text + count);
  static const uint8_t odd[] = {0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF, 'a'};
  // Whole, cut short, or with a byte in the wrong place, near the edges of blocks too.
  if (count > 0 && below(3) == 0) count -= 1 + below(count < 4 ? count : 4);
  if (count > 0 && below(2)) {
    size_t at = below(2) ? below(count) : below(count / 64 + 1) * 64 + below(4);
    if (at < count) text[at] = odd[below(sizeof odd)];
  }
  uint8_t *bytes = memcpy(end - count, text, count);
  int is_valid = is_utf8(bytes, count);
  must(utf8_is_valid(bytes, count) == is_valid, "utf8_is_valid", bytes, count);
  must(PORTABLE(utf8_is_valid)(bytes, count) == is_valid, "utf8_is_valid in plain C", bytes, count);
  return is_valid;
}

// MARK: Shapes

enum { SHAPES = 2 * DIGIT_SHAPE_SLOTS, TEXTS = 300 };

static size_t make_text(uint8_t *text) {
  static const char some[] = "0123456789019-# \xE6\xA0\x8B" "abcZ:/";
  size_t count = 1 + below(DIGIT_SHAPE_LONGEST);
  for (size_t i = 0; i < count; i++) {
    text[i] = below(20) ? (uint8_t)some[below(sizeof some - 1)] : (uint8_t)below(256);
  }
  return count;
}

static void put_shape(digit_slot_t *slots, digit_slot_t slot, uint64_t hash) {
  slots[hash >> 52] = slot;
}

// Makes another text of the same shape.
static void change_digits(uint8_t *text, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (text[i] >= '0' && text[i] <= '9') text[i] = (uint8_t)('0' + below(10));
  }
}

static void find_random(uint8_t *end, digit_slot_t *slots, digit_slot_t *plain) {
  uint8_t text[DIGIT_SHAPE_LONGEST];
  size_t count = make_text(text);
  uint8_t mark = below(4) ? 0 : 128;
  uint8_t *bytes = memcpy(end - count, text, count);
  digit_slot_t slot = {.shape = digit_shape(bytes, count, mark), .base = random_number() >> 3};
  digit_shape_t shape = PORTABLE(digit_shape)(bytes, count, mark);
  must(memcmp(&slot.shape, &shape, sizeof shape) == 0, "digit_shape", bytes, count);
  // Up to eight digits a number, of any place, and nothing in front of them.
  for (int part = 0; part < 3; part++) {
    size_t digits = below(9);
    for (size_t i = 0; i < 8; i++) {
      size_t place = i + digits < 8 ? DIGIT_SHAPE_LONGEST : below(count);
      slot.picks[part] |= (uint64_t)place << (8 * i);
    }
  }
  put_shape(slots, slot, digit_shape_hash(slot.shape));
  put_shape(plain, slot, PORTABLE(digit_shape_hash)(slot.shape));
  change_digits(bytes, count);
  uint64_t sum = digit_shapes_find(slots, bytes, count, mark);
  must(sum == PORTABLE(digit_shapes_find)(plain, bytes, count, mark), "digit_shapes_find", bytes, count);
  must(sum != DIGIT_SHAPE_UNKNOWN, "a shape that is there", bytes, count);
}

// Returns how many texts were of a known shape.
static size_t find_random_rows(uint8_t *end, digit_slot_t *slots, digit_slot_t *plain) {
  // Nothing at its ends that is blank and would be taken away.
  uint8_t known[] = "3-2-501 x7";
  const size_t known_count = sizeof known - 1;
  digit_slot_t slot = {.shape = digit_shape(known, known_count, 0), .base = 7};
  // The numbers 3, 2 and 501, with no digits in front of them.
  slot.picks[0] = 0x001F1F1F1F1F1F1F;
  slot.picks[1] = 0x021F1F1F1F1F1F1F;
  slot.picks[2] = 0x0605041F1F1F1F1F;
  put_shape(slots, slot, digit_shape_hash(slot.shape));
  put_shape(plain, slot, PORTABLE(digit_shape_hash)(slot.shape));
  must(digit_shapes_find(slots, known, known_count, 0) == 7 + (3ull << 40) + (2ull << 20) + 501,
       "three numbers and their sum", known, known_count);
  // Two columns: something, then a text of the known shape, or any, or none.
  static uint32_t ends[2 * TEXTS + 1];
  static uint64_t sums[2][TEXTS];
  uint8_t room[TEXTS * (DIGIT_SHAPE_LONGEST + 12)];
  size_t count = 0;
  ends[0] = UINT32_MAX;
  for (size_t row = 0; row < TEXTS; row++) {
    for (size_t i = below(4); i > 0; i--) room[count++] = 'x';
    ends[1 + 2 * row] = (uint32_t)count;
    room[count++] = ',';
    if (below(3) == 0) room[count++] = ' ';
    size_t kind = below(9);
    if (kind > 4) {
      count += make_text(room + count);
    } else if (kind > 0) {
      memcpy(room + count, known, known_count);
      change_digits(room + count, known_count);
      count += known_count;
    }
    if (below(3) == 0) room[count++] = '\r';
    ends[2 + 2 * row] = (uint32_t)count;
    room[count++] = '\n';
  }
  uint8_t *bytes = memcpy(end - count, room, count);
  size_t a = digit_shapes_find_rows(slots, bytes, ends + 1, 2, 1, TEXTS, sums[0]);
  size_t b = PORTABLE(digit_shapes_find_rows)(plain, bytes, ends + 1, 2, 1, TEXTS, sums[1]);
  must(a == TEXTS && b == TEXTS && memcmp(sums[0], sums[1], sizeof sums[0]) == 0,
       "digit_shapes_find_rows", bytes, count);
  size_t found = 0;
  for (size_t row = 0; row < TEXTS; row++) found += sums[0][row] != DIGIT_SHAPE_UNKNOWN;
  return found;
}

// MARK: The system

static void call_system(void) {
  char folder[] = "/tmp/portability.XXXXXX", a[64], b[64];
  const uint8_t *name = (const uint8_t *)folder;
  must(mkdtemp(folder) != NULL, "a folder for the test", name, 0);
  snprintf(a, sizeof a, "%s/a", folder);
  snprintf(b, sizeof b, "%s/b", folder);
  must(mkdir(a, 0700) == 0 && mkdir(b, 0700) == 0, "folders for the test", name, 0);
  struct stat before, after;
  must(stat(a, &before) == 0, "stat", name, 0);
  int code = exchange_paths(a, b);
  must(stat(b, &after) == 0, "stat", name, 0);
  if (code == 0) {
    must(before.st_ino == after.st_ino, "exchange_paths", name, 0);
  } else {
    printf("  this system does not exchange two folders: %s\n", strerror(code));
  }
  rmdir(a);
  rmdir(b);
  rmdir(folder);
  must(has_thread(), "has_thread", name, 0);
  must(terminal_columns(-1) == 0, "terminal_columns", name, 0);
  must(process_use().peak_bytes > 1 << 16, "process_use", name, 0);
  FILE *file = tmpfile();
  must(file && sync_to_disk(fileno(file)) == 0, "sync_to_disk", name, 0);
  fclose(file);
  must(sync_to_disk(-1) == -1, "sync_to_disk of nothing", name, 0);
}

// A refusal of memory ends the process with 1 where the allocator is CMemory's, and is an answer elsewhere.
static void refuse_memory(void) {
  pid_t child = fork();
  if (child == 0) {
    memory_refusal_is_told("", "");
    close(STDERR_FILENO);
    volatile size_t bytes = SIZE_MAX / 4;
    void *volatile memory = malloc(bytes);
    _exit(memory ? 2 : 3);
  }
  int status = 0;
  must(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status), "a child", NULL, 0);
#if defined(__GLIBC__)
  const int expected = 1;
#else
  const int expected = 3;
#endif
  must(WEXITSTATUS(status) == expected, "the end where memory is refused", NULL, 0);
}

int main(int count, char **arguments) {
  int rounds = count > 1 ? atoi(arguments[1]) : 20000;
  uint8_t *end = page_end(1 << 16);
  digit_slot_t *slots = calloc(SHAPES, sizeof *slots), *plain = calloc(SHAPES, sizeof *plain);
  keep_small_pages(end - (1 << 16), 1 << 16);
  int valid = 0;
  for (int round = 0; round < rounds; round++) {
    index_random(end);
    valid += check_random(end);
    find_random(end, slots, plain);
    // Which shape has driven out which depends on the hash, so rows are looked for among one alone.
    if (round % 100 == 0) {
      memset(slots, 0, SHAPES * sizeof *slots);
      memset(plain, 0, SHAPES * sizeof *plain);
      must(find_random_rows(end, slots, plain) > TEXTS / 4, "rows of a known shape", end, 0);
    }
  }
  must(valid > rounds / 5 && valid < rounds * 4 / 5, "a mix of good and bad texts", end, 0);
  call_system();
  refuse_memory();
  printf("  the same in %d rounds, %d texts of UTF-8 valid\n", rounds, valid);
}
