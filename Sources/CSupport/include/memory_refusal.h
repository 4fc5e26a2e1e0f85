// What becomes of a process that the system refuses memory.
#ifndef MEMORY_REFUSAL_H
#define MEMORY_REFUSAL_H

#include <stddef.h>

// Says what to write to the standard error before and after the number of bytes, and that the process then
// ends with 1. Both texts must live as long as it does. Without them a refusal is a crash.
void memory_refusal_is_told(const char *before, const char *after);

// Ends the process, because the system has refused so many bytes. Takes no memory.
_Noreturn void memory_refused(size_t bytes);

#endif
