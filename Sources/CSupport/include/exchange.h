// A system call that Swift's view of the C library leaves out.
#ifndef EXCHANGE_H
#define EXCHANGE_H

// Exchanges two paths in one step. Returns 0, or the error number; ENOSYS or EINVAL where the
// system or the file system cannot.
int exchange_paths(const char *a, const char *b);

#endif
