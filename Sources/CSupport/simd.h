// Which instructions the loops over 64 bytes may use besides those of plain C. One place says it, so that a
// test can leave them all out (see Tests/Portability) and hold the two against each other.
#ifndef SIMD_H
#define SIMD_H

#if defined(CSUPPORT_PORTABLE)
// None.
#elif defined(__x86_64__)
#define HAS_X86 1
#include <immintrin.h>
#elif defined(__aarch64__)
#define HAS_NEON 1
#include <arm_neon.h>
#endif

#endif
