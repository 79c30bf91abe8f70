// DuckDB's HTTP client, which kdcl never calls, names one function of the C++
// library by the Universal C Runtime's name for its argument. A MinGW built on
// the older runtime has the function under another name: calling this one ends
// the program.
#include <_mingw.h>
#ifndef _UCRT
void _ZNSt15basic_streambufIcSt11char_traitsIcEE7seekposESt4fposI9_MbstatetESt13_Ios_Openmode(void) { __builtin_trap(); }
#endif
