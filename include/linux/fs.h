/* SPDX-License-Identifier: MIT */
/*
 * Files as a driver sees them when it offers one in debugfs, procfs or /dev:
 * the operations it fills in and the library functions it fills them with.
 * There is no file system below: the files live in src/device/filetree.c or
 * have no name (<linux/anon_inodes.h>), and what calls the operations is a
 * program through <dmae/file.h>, or a whole-file read or write of the command.
 * "User" memory is ordinary memory.
 */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/types.h>
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fcntl.h>
#include <linux/kdev_t.h>
#include <linux/llist.h>
#include <linux/stat.h>

struct cdev;
struct file;
struct filetree_node;
struct inode;
struct kiocb;
struct iov_iter;
struct module;
struct pipe_inode_info;
struct poll_table_struct;
struct seq_file;
struct vm_area_struct;

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

#define FMODE_READ	((__force fmode_t)0x1)
#define FMODE_WRITE	((__force fmode_t)0x2)
#define FMODE_LSEEK	((__force fmode_t)0x4)
#define FMODE_OPENED	((__force fmode_t)0x80000)

struct inode {
	umode_t i_mode;
	dev_t i_rdev;
	unsigned long i_ino;
	loff_t i_size;
	void *i_private;
	struct cdev *i_cdev;	/* of a character device */
};

struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t count, loff_t *ppos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t count, loff_t *ppos);
	ssize_t (*read_iter)(struct kiocb *iocb, struct iov_iter *iter);
	ssize_t (*write_iter)(struct kiocb *iocb, struct iov_iter *iter);
	__poll_t (*poll)(struct file *file, struct poll_table_struct *table);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, void *id);
	int (*release)(struct inode *inode, struct file *file);
	int (*fsync)(struct file *file, loff_t start, loff_t end, int datasync);
	int (*fasync)(int fd, struct file *file, int on);
	ssize_t (*splice_read)(struct file *file, loff_t *ppos, struct pipe_inode_info *pipe,
			       size_t len, unsigned int flags);
	ssize_t (*splice_write)(struct pipe_inode_info *pipe, struct file *file, loff_t *ppos,
				size_t len, unsigned int flags);
	void (*show_fdinfo)(struct seq_file *m, struct file *file);
};

/**
 * struct file - an open file
 * @f_count: references: one for each descriptor, and for each fget()
 * @host_fd: what stands behind it in the host, for other processes: a memfd, a
 *	socket; -1: nothing. The file's, closed with it
 * @host_fd_inside: a descriptor of the same file of the host for our own use, which is no copy that
 *	the program made; -1: none. Closed by its owner
 * @host_fd_shared: a program has that file of the host in its own right: copies
 *	of the descriptor cannot be told from its own
 * @f_cdev: private: what chrdev_open() took a reference to
 * @f_node: private: where it is in the file tree; NULL: nowhere
 * @f_llist: private: while it waits to be released
 * @f_free: private: how its memory goes
 * @f_installed: NULL, or called before a descriptor leads to it; process context
 */
struct file {
	struct path f_path;
	struct inode *f_inode;
	const struct file_operations *f_op;
	unsigned int f_flags;
	fmode_t f_mode;
	loff_t f_pos;
	void *private_data;
	atomic_long_t f_count;
	int host_fd;
	int host_fd_inside;
	bool host_fd_shared;
	struct cdev *f_cdev;
	struct filetree_node *f_node;
	struct llist_node f_llist;
	void (*f_free)(struct file *file);
	void (*f_installed)(struct file *file);
};

static inline struct file *get_file(struct file *file)
{
	atomic_long_inc(&file->f_count);
	return file;
}

/** filp_close() - the flush operation, then fput(); @id: any. Return: what flush returned */
int filp_close(struct file *file, void *id);

#define file_count(file)	atomic_long_read(&(file)->f_count)

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

static inline struct dentry *file_dentry(const struct file *file)
{
	return file->f_path.dentry;
}

static inline loff_t i_size_read(const struct inode *inode)
{
	return inode->i_size;
}

static inline void i_size_write(struct inode *inode, loff_t size)
{
	inode->i_size = size;
}

static inline unsigned int iminor(const struct inode *inode)
{
	return MINOR(inode->i_rdev);
}

static inline unsigned int imajor(const struct inode *inode)
{
	return MAJOR(inode->i_rdev);
}

/* an operations table, held so that its module stays; NULL if it is going */
const struct file_operations *fops_get(const struct file_operations *fops);
void fops_put(const struct file_operations *fops);

/* an open function hands its file on to other operations, which it has a reference to */
#define replace_fops(f, fops)						\
	do {								\
		struct file *__file = (f);				\
		fops_put(__file->f_op);					\
		__file->f_op = (fops);					\
	} while (0)

/* ---- character devices: src/device/chrdev.c ----------------------------- */

extern const struct file_operations def_chr_fops;

int register_chrdev_region(dev_t from, unsigned int count, const char *name);
/** alloc_chrdev_region() - @count numbers of a free major, from *@dev on. Return: 0, -EBUSY, ... */
int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count, const char *name);
void unregister_chrdev_region(dev_t from, unsigned int count);
int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
		      const char *name, const struct file_operations *fops);
void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
			 const char *name);

/** register_chrdev() - 256 minors of @major (0: a free one, which is returned) */
static inline int register_chrdev(unsigned int major, const char *name,
				  const struct file_operations *fops)
{
	return __register_chrdev(major, 0, 256, name, fops);
}

static inline void unregister_chrdev(unsigned int major, const char *name)
{
	__unregister_chrdev(major, 0, 256, name);
}

/** compat_ptr_ioctl() - the argument is a pointer, which is as wide in every program here */
long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

int simple_open(struct inode *inode, struct file *file);
int nonseekable_open(struct inode *inode, struct file *file);
int stream_open(struct inode *inode, struct file *file);

loff_t no_llseek(struct file *file, loff_t offset, int whence);
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
loff_t default_llseek(struct file *file, loff_t offset, int whence);
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size);

ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos,
				const void *from, size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos,
			       const void __user *from, size_t count);
ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *ppos,
				const void *from, size_t available);

/* ---- a file that is one number ---------------------------------------- */

static inline __printf(1, 2) void __simple_attr_check_format(const char *fmt, ...)
{
}

int simple_attr_open(struct inode *inode, struct file *file, int (*get)(void *, u64 *),
		     int (*set)(void *, u64), const char *fmt);
int simple_attr_release(struct inode *inode, struct file *file);
ssize_t simple_attr_read(struct file *file, char __user *buf, size_t len, loff_t *ppos);
ssize_t simple_attr_write(struct file *file, const char __user *buf, size_t len, loff_t *ppos);
ssize_t simple_attr_write_signed(struct file *file, const char __user *buf, size_t len,
				 loff_t *ppos);

#define DEFINE_SIMPLE_ATTRIBUTE_XSIGNED(__fops, __get, __set, __fmt, __is_signed)	\
static int __fops##_open(struct inode *inode, struct file *file)			\
{											\
	__simple_attr_check_format(__fmt, 0ull);					\
	return simple_attr_open(inode, file, __get, __set, __fmt);			\
}											\
static const struct file_operations __fops = {						\
	.owner = THIS_MODULE,								\
	.open = __fops##_open,								\
	.release = simple_attr_release,							\
	.read = simple_attr_read,							\
	.write = (__is_signed) ? simple_attr_write_signed : simple_attr_write,		\
	.llseek = generic_file_llseek,							\
}

#define DEFINE_SIMPLE_ATTRIBUTE(__fops, __get, __set, __fmt)				\
	DEFINE_SIMPLE_ATTRIBUTE_XSIGNED(__fops, __get, __set, __fmt, false)

#define DEFINE_SIMPLE_ATTRIBUTE_SIGNED(__fops, __get, __set, __fmt)			\
	DEFINE_SIMPLE_ATTRIBUTE_XSIGNED(__fops, __get, __set, __fmt, true)

#endif
