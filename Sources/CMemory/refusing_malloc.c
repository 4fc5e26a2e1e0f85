// Swift takes memory for arrays, strings and objects from malloc, and where that is refused the process
// crashes without a word of what to do. A program that defines malloc itself is asked instead of the C
// library, by all libraries it loads, so this one hands the call on and looks at the answer.
//
// Only in the tool, never in the library: what memory is refused is its host's business there. Sanitizers
// bring an allocator of their own.
#include "refusing_malloc.h"

#include <errno.h>
#include <stdlib.h>

#include "memory_refusal.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_ALLOCATOR 1
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_ALLOCATOR)

// The C library's own names for them, which it keeps for programs like this.
extern void *__libc_malloc(size_t bytes);
extern void *__libc_realloc(void *memory, size_t bytes);
extern void *__libc_memalign(size_t alignment, size_t bytes);

void *malloc(size_t bytes) {
  void *memory = __libc_malloc(bytes);
  if (!memory) memory_refused(bytes);
  return memory;
}

void *realloc(void *memory, size_t bytes) {
  void *moved = __libc_realloc(memory, bytes);
  if (!moved && bytes > 0) memory_refused(bytes);
  return moved;
}

// What Swift's pointers are allocated with.
int posix_memalign(void **place, size_t alignment, size_t bytes) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) {
    return EINVAL;
  }
  void *memory = __libc_memalign(alignment, bytes);
  if (!memory) memory_refused(bytes);
  *place = memory;
  return 0;
}

#endif
