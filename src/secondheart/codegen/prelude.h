#include <stdbool.h>
#include <stdint.h>

typedef struct { double *data; int64_t size; int64_t shape[3]; } Floats;
typedef struct { int64_t *data; int64_t size; int64_t shape[3]; } Ints;

/* Stands before a loop whose rounds touch different places: no two arrays of the layout overlap. */
#if defined(__clang__)
#define ROUNDS_ARE_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define ROUNDS_ARE_INDEPENDENT _Pragma("GCC ivdep")
#else
#define ROUNDS_ARE_INDEPENDENT
#endif

#if defined(_WIN32)
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

#define PI 3.141592653589793
#define sqrt __builtin_sqrt
#define fabs __builtin_fabs
#define isfinite __builtin_isfinite

/* Of equal numbers the first, as in Python. */
static inline double min_of(double a, double b) { return b < a ? b : a; }
static inline double max_of(double a, double b) { return b > a ? b : a; }
static inline int64_t min_whole(int64_t a, int64_t b) { return b < a ? b : a; }
static inline int64_t max_whole(int64_t a, int64_t b) { return b > a ? b : a; }

/* The rest has the sign of the divisor, as in Python. */
static inline int64_t floor_mod(int64_t a, int64_t b) { int64_t rest = a % b; return rest && (rest < 0) != (b < 0) ? rest + b : rest; }
