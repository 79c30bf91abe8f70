package aggregate

import "C" // link_windows.c is part of the package on Windows
