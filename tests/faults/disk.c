/* A disk that fails when it is told to: loaded before libc, it stands between a program and its files.

   What is to happen lies in a file that both sides have mapped: see frail.py. Only files under FRAIL_FOLDER count. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { WELL, KILL_BEFORE, KILL_AFTER, SYNC_FAILS, WRITE_FAILS, FULL };

struct plan {
    atomic_int what; /* one of the above */
    atomic_int at;   /* from which sync or write on, counted from 1 */
    atomic_int syncs;
    atomic_int writes;
};

static struct plan *plan;
static const char *folder;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("FRAIL_PLAN");
    folder = getenv("FRAIL_FOLDER");
    int file = name && folder ? open(name, O_RDWR) : -1;
    if (file >= 0) {
        void *found = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        plan = found == MAP_FAILED ? NULL : found;
    }
}

static int ours(int file) {
    char link[64], path[4096];
    if (!plan) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    return size > 0 && (size_t)size > strlen(folder) && !strncmp(path, folder, strlen(folder));
}

static int sync_with(const char *name, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    if (!ours(file)) return real(file);
    int now = atomic_fetch_add(&plan->syncs, 1) + 1, what = plan->what;
    if (what == KILL_BEFORE && now == plan->at) kill(getpid(), SIGKILL);
    if (what == SYNC_FAILS && now >= plan->at) {
        errno = EIO;
        return -1;
    }
    int done = real(file);
    if (what == KILL_AFTER && now == plan->at) kill(getpid(), SIGKILL);
    return done;
}

int fsync(int file) { return sync_with("fsync", file); }
int fdatasync(int file) { return sync_with("fdatasync", file); }

/* Is this write to fail? Then errno says why. */
static int fails(int file) {
    if (!plan || !ours(file)) return 0;
    int now = atomic_fetch_add(&plan->writes, 1) + 1, what = plan->what;
    if ((what != WRITE_FAILS && what != FULL) || now < plan->at) return 0;
    errno = what == FULL ? ENOSPC : EIO;
    return 1;
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

ssize_t write(int file, const void *bytes, size_t size) {
    return fails(file) ? -1 : REAL("write", ssize_t(*)(int, const void *, size_t))(file, bytes, size);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
    return fails(file) ? -1 : REAL("pwrite", ssize_t(*)(int, const void *, size_t, off_t))(file, bytes, size, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at) {
    return fails(file) ? -1 : REAL("pwrite64", ssize_t(*)(int, const void *, size_t, off64_t))(file, bytes, size, at);
}
