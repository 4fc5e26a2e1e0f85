// The calls that Linux with glibc, Linux with Musl, and macOS name differently, or that Swift's views of their C
// libraries give different types. All else is the same everywhere and is called from Swift.
#ifndef SYSTEM_CALLS_H
#define SYSTEM_CALLS_H

#include <stddef.h>
#include <stdint.h>

// Exchanges two paths in one step. Returns 0, or the error number; ENOSYS, EINVAL or EOPNOTSUPP where the
// system or the file system cannot.
int exchange_paths(const char *a, const char *b);

// Brings an open file or folder to the disk, past the disk's own memory. Returns 0, or −1 and `errno`.
int sync_to_disk(int descriptor);

// Advises the system to keep whole pages in pages of the ordinary size, where it would make large ones of itself.
void keep_small_pages(void *memory, size_t bytes);

// Whether the system gives this process one more thread.
int has_thread(void);

// The columns of a terminal; 0 for what is none or does not say.
int terminal_columns(int descriptor);

typedef struct {
  uint64_t peak_bytes;       // the most memory that was resident at once
  double processor_seconds;  // in the program and in the system for it
} process_use_t;

// What this process has used so far.
process_use_t process_use(void);

#endif
