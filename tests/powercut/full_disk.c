/* A disk that is full: from the nth write below one directory on, every one fails with ENOSPC, until it is freed.
   Put before libc by LD_PRELOAD. The first that does not fit is written in part where it can be, as a file system does. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static char root[PATH_MAX];
static long first = LONG_MAX, counted;
static int freed;
static pthread_mutex_t counting = PTHREAD_MUTEX_INITIALIZER;

/* Begin: writes below `directory` are counted, the `nth` is the first that fails. */
void full_disk_begin(const char *directory, long nth) {
    snprintf(root, sizeof root, "%s/", directory);
    counted = 0;
    freed = 0;
    first = nth;
}

void full_disk_free(void) { freed = 1; }

long full_disk_counted(void) { return counted; }

static int below(const char *path) { return root[0] && !strncmp(path, root, strlen(root)); }

static int of_fd(int fd) {
    char name[64], path[PATH_MAX];
    if (!root[0]) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path) && !strstr(path, "-shm");
}

/* 0: there is room; 1: this is the first that does not fit; 2: there is none. */
static int full(void) {
    pthread_mutex_lock(&counting);
    long number = ++counted;
    pthread_mutex_unlock(&counting);
    if (freed || number < first) return 0;
    return number == first ? 1 : 2;
}

static ssize_t none(void) {
    errno = ENOSPC;
    return -1;
}

ssize_t write(int fd, const void *content, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "write");
    int state = of_fd(fd) ? full() : 0;
    if (state && !(state == 1 && size > 1)) return none();
    return real(fd, content, state ? size / 2 : size);
}

#define PWRITE(NAME)                                                                   \
    ssize_t NAME(int fd, const void *content, size_t size, off_t at) {                 \
        static ssize_t (*real)(int, const void *, size_t, off_t);                      \
        if (!real) *(void **)&real = dlsym(RTLD_NEXT, #NAME);                          \
        int state = of_fd(fd) ? full() : 0;                                            \
        if (state && !(state == 1 && size > 1)) return none();                         \
        return real(fd, content, state ? size / 2 : size, at);                         \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

/* Only a file that is not there yet needs room. */
#define OPEN(NAME)                                                                     \
    int NAME(const char *path, int flags, ...) {                                       \
        static int (*real)(const char *, int, ...);                                    \
        if (!real) *(void **)&real = dlsym(RTLD_NEXT, #NAME);                          \
        va_list more;                                                                  \
        va_start(more, flags);                                                         \
        mode_t mode = flags & O_CREAT ? va_arg(more, int) : 0;                         \
        va_end(more);                                                                  \
        if ((flags & O_CREAT) && below(path) && access(path, F_OK) && full()) return none(); \
        return real(path, flags, mode);                                                \
    }
OPEN(open)
OPEN(open64)

int mkdir(const char *path, mode_t mode) {
    static int (*real)(const char *, mode_t);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "mkdir");
    return below(path) && full() ? (int)none() : real(path, mode);
}

int symlink(const char *to, const char *path) {
    static int (*real)(const char *, const char *);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "symlink");
    return below(path) && full() ? (int)none() : real(to, path);
}
