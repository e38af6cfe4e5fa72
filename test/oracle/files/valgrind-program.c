/* Measured by Valgrind's tools for test/fixtures/formats: recursion, inlined code, threads, memory of several sites.

   cc -g -O1 -fno-inline-functions-called-once -fno-inline-small-functions -fno-ipa-cp -o work work.c -lpthread
   valgrind --tool=callgrind … ./work, with:
     plain                   --toggle-collect=main
     instructions-and-jumps  --toggle-collect=work --cache-sim=yes --branch-sim=yes --dump-instr=yes --collect-jumps=yes
     parts-and-threads       --toggle-collect=work --separate-threads=yes --combine-dumps=yes --dump-every-bb=20000
     contexts                --toggle-collect=work --separate-callers=2 --separate-recs=3 --compress-strings=no
                             --compress-pos=no --collect-systime=nsec
     mangled                 --toggle-collect=work --separate-callers=2 --separate-recs=3 --compress-mangled=yes
                             --dump-line=no --dump-instr=yes
   valgrind --tool=memcheck --xtree-memory=full ./work                                      xtree
   valgrind --tool=massif --time-unit=B --detailed-freq=3 --max-snapshots=20 ./work         work.massif
   valgrind --tool=massif --stacks=yes --time-unit=ms --detailed-freq=2 --max-snapshots=10  stacks.massif
   valgrind --tool=massif --pages-as-heap=yes --threshold=5 --max-snapshots=10              pages.massif
   valgrind --tool=dhat [--mode=copy | --mode=ad-hoc] ./work                                *.dhat.json  */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "valgrind-program.h"

static long even(int n);
static long odd(int n) { return n == 0 ? 0 : 1 + even(n - 1); }
static long even(int n) { return n == 0 ? 1 : 2 + odd(n - 1); }
static long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

static char *keep(size_t size)
{
    char *block = malloc(size);
    memset(block, 1, size);
    return block;
}

static void *work(void *arg)
{
    long n = (long)arg;
    long sum = 0;
    for (long i = 0; i < n; i++)
        sum += square(i) + even(9) + fib(6);
    char *small = keep(100 + n);
    free(small);
    return (void *)sum;
}

int main(void)
{
    char *blocks[40];
    pthread_t thread;
    pthread_create(&thread, NULL, work, (void *)30L);
    for (int i = 0; i < 40; i++)
        blocks[i] = keep(1000 * (i + 1));
    work((void *)20L);
    pthread_join(thread, NULL);
    for (int i = 0; i < 40; i += 2)
        free(blocks[i]);
    char *zeros = calloc(50, 40);
    zeros = realloc(zeros, 9000);
    return zeros[0] + blocks[1][0] - 1;
}
