/* A shared library that keeps memory by a function of its own that nobody else sees. */
#include <stdlib.h>
#include <string.h>

__attribute__((noinline)) static void *hidden(size_t size)
{
    char *block = malloc(size);
    memset(block, 1, size);
    return block;
}

void *library_takes(size_t size)
{
    char *block = hidden(size);
    block[0] = 2;
    return block;
}
