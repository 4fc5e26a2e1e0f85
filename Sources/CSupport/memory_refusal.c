#include "memory_refusal.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Atomic(const char *) text_before;
static _Atomic(const char *) text_after;
static atomic_flag is_told = ATOMIC_FLAG_INIT;

void memory_refusal_is_told(const char *before, const char *after) {
  atomic_store(&text_after, after);
  atomic_store(&text_before, before);
}

static void put(const char *text, size_t count) {
  while (count > 0) {
    ssize_t done = write(STDERR_FILENO, text, count);
    if (done <= 0) return;
    text += done;
    count -= (size_t)done;
  }
}

void memory_refused(size_t bytes) {
  const char *before = atomic_load(&text_before);
  const char *after = atomic_load(&text_after);
  // Where several threads are refused at once, one of them tells and ends the process.
  while (atomic_flag_test_and_set(&is_told)) pause();
  if (!before || !after) {
    before = "the system refuses ";
    after = " bytes of memory\n";
  }
  char digits[24];
  size_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + bytes % 10);
    bytes /= 10;
  } while (bytes > 0);
  put(before, strlen(before));
  put(digits + at, sizeof digits - at);
  put(after, strlen(after));
  if (atomic_load(&text_before)) _exit(1);
  abort();
}
