// Windows 10 has this library and Go needs one function of it; wine 8 has none.
// The smoke test gives wine this one: random bytes from an older function.
typedef unsigned char byte;
__declspec(dllimport) byte __stdcall SystemFunction036(void *buffer, unsigned long size); // RtlGenRandom
__declspec(dllexport) int __stdcall ProcessPrng(byte *data, unsigned long long size) { return SystemFunction036(data, (unsigned long)size); }
