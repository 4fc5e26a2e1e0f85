#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "system_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif

int exchange_paths(const char *a, const char *b) {
#if defined(__linux__) && defined(RENAME_EXCHANGE)
  return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0 ? 0 : errno;
#elif defined(__linux__) && defined(SYS_renameat2)
  // Older versions of Musl have no function for it; 2 is RENAME_EXCHANGE to the kernel.
  return syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, 2u) == 0 ? 0 : errno;
#elif defined(RENAME_SWAP)
  if (renamex_np(a, b, RENAME_SWAP) == 0) return 0;
  // Two numbers for one thing there, and one elsewhere.
  return errno == ENOTSUP ? EOPNOTSUPP : errno;
#else
  (void)a;
  (void)b;
  return ENOSYS;
#endif
}

int sync_to_disk(int descriptor) {
#if defined(F_FULLFSYNC)
  // On macOS, `fsync` leaves to the disk when it writes. Not every file system takes this instead.
  if (fcntl(descriptor, F_FULLFSYNC) == 0) return 0;
#endif
  return fsync(descriptor);
}

void keep_small_pages(void *memory, size_t bytes) {
#if defined(MADV_NOHUGEPAGE)
  madvise(memory, bytes, MADV_NOHUGEPAGE);
#else
  (void)memory;
  (void)bytes;
#endif
}

static void *do_nothing(void *unused) { return unused; }

int has_thread(void) {
  pthread_t thread;
  return pthread_create(&thread, NULL, do_nothing, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

int terminal_columns(int descriptor) {
  struct winsize size = {0};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

process_use_t process_use(void) {
  struct rusage use = {0};
  getrusage(RUSAGE_SELF, &use);
#if defined(__APPLE__)
  const uint64_t unit = 1;
#else
  const uint64_t unit = 1024;
#endif
  return (process_use_t){(uint64_t)use.ru_maxrss * unit, seconds(use.ru_utime) + seconds(use.ru_stime)};
}
