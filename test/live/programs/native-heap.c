/* Memory of a few functions, known to the byte. `native-heap WORDS…` does what the words say, in their order:
   build   100 blocks of 50,000 bytes are kept          drop    60 of them are freed
   churn   200,000 bytes, 50 times, freed at once       many    2,000 blocks of 17 bytes are kept
   leak    7 blocks of 1,000 bytes are lost             child   a process is started that builds
   abort, quit (_exit 3), wait (until it is killed), print, library (memory kept by a function of a shared library) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void *kept[10000];
static int count;
extern void *library_takes(size_t size);

__attribute__((noinline)) void *take(size_t size)
{
    void *block = malloc(size);
    memset(block, 1, size);
    return block;
}

__attribute__((noinline)) void build(void)
{
    for (int i = 0; i < 100; i++)
        kept[count++] = take(50000);
}

__attribute__((noinline)) void drop(void)
{
    for (int i = 0; i < 60; i++)
        free(kept[--count]);
}

__attribute__((noinline)) void churn(void)
{
    for (int i = 0; i < 50; i++) {
        void *volatile block = take(200000);
        free(block);
    }
}

__attribute__((noinline)) void many(void)
{
    for (int i = 0; i < 2000; i++)
        kept[count++] = take(17);
}

__attribute__((noinline)) void leak(void)
{
    for (int i = 0; i < 7; i++) {
        void *volatile block = take(1000);
        block = NULL;
        (void)block;
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (!strcmp(word, "build")) build();
        if (!strcmp(word, "drop")) drop();
        if (!strcmp(word, "churn")) churn();
        if (!strcmp(word, "many")) many();
        if (!strcmp(word, "leak")) leak();
        if (!strcmp(word, "library")) kept[count++] = library_takes(3000000);
        if (!strcmp(word, "print")) printf("printed\n");
        if (!strcmp(word, "abort")) abort();
        if (!strcmp(word, "quit")) _exit(3);
        if (!strcmp(word, "wait")) pause();
        if (!strcmp(word, "child")) {
            pid_t child = fork();
            if (child == 0) execl(argv[0], "native-heap", "build", (char *)NULL);
            waitpid(child, NULL, 0);
        }
    }
    return argc > 1 && !strcmp(argv[argc - 1], "five") ? 5 : 0;
}
