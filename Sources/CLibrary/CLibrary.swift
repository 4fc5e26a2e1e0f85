// The C library, by whatever name it has: who imports this one need not know. What is called differently from
// one to the other stands in `system_calls.h` of CSupport.
#if canImport(Glibc)
  @_exported import Glibc
#elseif canImport(Musl)
  @_exported import Musl
#else
  @_exported import Darwin
#endif
