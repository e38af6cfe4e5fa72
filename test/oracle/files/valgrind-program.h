static inline __attribute__((always_inline)) long square(long x)
{
    long sum = 0;
    for (long i = 0; i < x % 7 + 2; i++)
        sum += x * i;
    return sum;
}
