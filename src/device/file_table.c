// SPDX-License-Identifier: MIT
/*
 * References to open files, and the descriptors that lead to them.
 *
 * The numbers are the host's own: what stands behind one is a file of the
 * host that only this use has, by which it is known again. So a copy that the
 * program made with dup(2), or got back from another process, leads to the
 * same file, and a number that was closed with close(2) and taken by somebody
 * else is not mistaken for it. Called by drivers through <linux/file.h>, by
 * src/world for programs.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/llist.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "base/host.h"
#include "base/mm/vma.h"
#include "device/file_table.h"

#define REAP_EVERY 64 /* numbers that are asked for */

/** struct entry - what a number leads to: @file, to which it has a reference; NULL: nothing */
struct entry {
	struct file *file;
	struct host_fd_id id;
};

/* protects the table */
static DEFINE_SPINLOCK(lock);
static struct entry *table;
static unsigned int table_size;
static unsigned int numbers_asked; /* atomic */

/* ---- references ---------------------------------------------------------------- */

static void file_end(struct file *file)
{
	if (file->f_op->release)
		file->f_op->release(file->f_inode, file);
	fops_put(file->f_op);
	if (file->host_fd >= 0)
		host_fd_close(file->host_fd);
	file->f_free(file);
}

/* files whose last reference went where nobody may sleep */
static LLIST_HEAD(late);

static void end_late(struct work_struct *work)
{
	struct llist_node *list = llist_del_all(&late);
	struct file *file, *next;

	llist_for_each_entry_safe(file, next, list, f_llist)
		file_end(file);
}
static DECLARE_WORK(late_work, end_late);

void fput(struct file *file)
{
	if (!atomic_long_dec_and_test(&file->f_count))
		return;
	if (preemptible())
		file_end(file);
	else if (llist_add(&file->f_llist, &late))
		schedule_work(&late_work);
}
EXPORT_SYMBOL(fput);

void __fput_sync(struct file *file)
{
	if (atomic_long_dec_and_test(&file->f_count))
		file_end(file);
}
EXPORT_SYMBOL(__fput_sync);

int filp_close(struct file *file, void *id)
{
	int ret = file->f_op->flush ? file->f_op->flush(file, id) : 0;

	fput(file);
	return ret;
}
EXPORT_SYMBOL(filp_close);

/* ---- the table ------------------------------------------------------------------- */

static void table_grow(unsigned int fd)
{
	unsigned int size = max(2 * table_size, 64u);

	while (size <= fd)
		size *= 2;
	table = host_realloc(table, size * sizeof(*table));
	memset(table + table_size, 0, (size - table_size) * sizeof(*table));
	table_size = size;
}

static struct entry *entry_of(unsigned int fd)
{
	return fd < table_size && table[fd].file ? &table[fd] : NULL;
}

/* the number still is what we made it */
static bool entry_holds(const struct entry *e, const struct host_fd_id *id)
{
	return host_fd_same(&e->id, id);
}

/* for host_fd_other(): numbers that are in the table, or the file's own */
static bool fd_known(int fd, void *arg)
{
	const struct file *file = arg;

	return fd == file->host_fd || fd == file->host_fd_inside || entry_of(fd);
}

/*
 * The number has gone. If the program has made itself a copy of it, that
 * is an entry now; else the reference is the caller's to give back.
 */
static struct file *entry_end_locked(unsigned int fd)
{
	struct entry gone = table[fd];
	int copy;

	table[fd].file = NULL;
	if (gone.file->host_fd_shared)
		return gone.file;
	copy = host_fd_other(&gone.id, fd_known, gone.file);
	if (copy < 0)
		return gone.file;
	if ((unsigned int)copy >= table_size)
		table_grow(copy);
	table[copy] = gone;
	return NULL;
}

/* entries of numbers that the program has closed by itself */
static struct file *reap_one(unsigned int *from)
{
	struct host_fd_id id;
	struct file *file = NULL;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	for (; *from < table_size && !file; (*from)++) {
		struct entry *e = entry_of(*from);

		if (e && (host_fd_id(*from, &id) || !entry_holds(e, &id)))
			file = entry_end_locked(*from);
	}
	spin_unlock_irqrestore(&lock, flags);
	return file;
}

unsigned int files_reap(void)
{
	unsigned int from = 0, n = 0;
	struct file *file;

	while ((file = reap_one(&from)) != NULL) {
		filp_close(file, NULL);
		n++;
	}
	return n;
}

/* ---- numbers ----------------------------------------------------------------------- */

int get_unused_fd_flags(unsigned int flags)
{
	int fd;

	/* what was closed with close(2) has memory, and numbers of its own inside */
	if (__atomic_add_fetch(&numbers_asked, 1, __ATOMIC_RELAXED) % REAP_EVERY == 0)
		files_reap();
	fd = host_memfd("dmae:file", 0, flags & O_CLOEXEC);
	if ((fd == -EMFILE || fd == -ENFILE) && files_reap())
		fd = host_memfd("dmae:file", 0, flags & O_CLOEXEC);
	return fd;
}
EXPORT_SYMBOL(get_unused_fd_flags);

void put_unused_fd(unsigned int fd)
{
	host_fd_close(fd);
}
EXPORT_SYMBOL(put_unused_fd);

/* what @fd led to until the program closed it is given back */
static void entry_add(unsigned int fd, struct file *file, const struct host_fd_id *id)
{
	struct file *stale = NULL;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	if (fd >= table_size)
		table_grow(fd);
	if (table[fd].file)
		stale = entry_end_locked(fd);
	table[fd] = (struct entry) { file, *id };
	spin_unlock_irqrestore(&lock, flags);
	if (stale)
		filp_close(stale, NULL);
}

void fd_install(unsigned int fd, struct file *file)
{
	struct host_fd_id id;

	if (file->host_fd >= 0)
		WARN_ON(host_fd_over(file->host_fd, fd));
	if (WARN_ON(host_fd_id(fd, &id))) {
		fput(file);
		return;
	}
	if (file->f_installed)
		file->f_installed(file);
	entry_add(fd, file, &id);
}
EXPORT_SYMBOL(fd_install);

/* the entry of the file that @fd is a copy of */
static struct entry *entry_like(const struct host_fd_id *id)
{
	unsigned int i;

	for (i = 0; i < table_size; i++)
		if (table[i].file && !table[i].file->host_fd_shared &&
		    host_fd_same(&table[i].id, id))
			return &table[i];
	return NULL;
}

/* what others may make of a descriptor that is not ours */
static struct file *(*adopters[4])(int fd);

void file_adopter_add(struct file *(*adopt)(int fd))
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(adopters); i++) {
		if (adopters[i])
			continue;
		adopters[i] = adopt;
		return;
	}
	WARN_ON(1);
}

void file_adopter_del(struct file *(*adopt)(int fd))
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(adopters); i++)
		if (adopters[i] == adopt)
			adopters[i] = NULL;
}

static struct file *adopt_one(int fd)
{
	struct file *file = NULL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(adopters) && !file; i++)
		if (adopters[i])
			file = adopters[i](fd);
	return file;
}

static struct file *fget_known(unsigned int fd, const struct host_fd_id *id)
{
	struct file *file = NULL;
	unsigned long flags;
	struct entry *e;

	spin_lock_irqsave(&lock, flags);
	e = entry_of(fd);
	if (!e || !entry_holds(e, id))
		e = entry_like(id);
	if (e)
		file = get_file(e->file);
	spin_unlock_irqrestore(&lock, flags);
	return file;
}

/* one adoption at a time: of two who ask for the same, the second finds the first's */
static DEFINE_MUTEX(adopting);

static struct file *fget_adopted(unsigned int fd, const struct host_fd_id *id)
{
	struct file *file;

	mutex_lock(&adopting);
	file = fget_known(fd, id);
	if (!file) {
		file = adopt_one(fd);
		if (file)
			entry_add(fd, get_file(file), id);
	}
	mutex_unlock(&adopting);
	return file;
}

struct file *fget(unsigned int fd)
{
	struct host_fd_id id;
	struct file *file;

	if (host_fd_id(fd, &id))
		return NULL;
	file = fget_known(fd, &id);
	if (!file && preemptible())
		file = fget_adopted(fd, &id);
	return file;
}
EXPORT_SYMBOL(fget);

int close_fd(unsigned int fd)
{
	struct file *file = NULL;
	struct host_fd_id id;
	unsigned long flags;
	int ret = host_fd_id(fd, &id);

	if (ret)
		return ret;
	spin_lock_irqsave(&lock, flags);
	host_fd_close(fd);
	if (entry_of(fd))
		file = entry_end_locked(fd);
	spin_unlock_irqrestore(&lock, flags);
	return file ? filp_close(file, NULL) : 0;
}
EXPORT_SYMBOL(close_fd);

void vma_set_file(struct vm_area_struct *vma, struct file *file)
{
	struct file *old = vma->vm_file;

	vma->vm_file = get_file(file);
	fput(old);
}
EXPORT_SYMBOL(vma_set_file);

/* ---- all of them ----------------------------------------------------------------------- */

void files_close_all(void)
{
	struct file *file;
	unsigned int fd;

	vma_stop();
	files_reap();
	/* copies of our numbers stay: they are the program's */
	for (fd = 0; fd < table_size; fd++) {
		file = table[fd].file;
		if (!file)
			continue;
		table[fd].file = NULL;
		host_fd_close(fd);
		filp_close(file, NULL);
	}
	flush_work(&late_work);
}

int file_table_start(void)
{
	numbers_asked = 0;
	return 0;
}

void file_table_stop(void)
{
	files_close_all();
	host_free(table);
	table = NULL;
	table_size = 0;
}
