// SPDX-License-Identifier: MIT
/*
 * Source lines for code addresses, from the debug information of the file
 * that the code is in (libdw reads it). What the compiler has inlined counts
 * as the function that the source has there, except what headers bring
 * along: of list_del() in a driver, the driver's line is told. Host side.
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/host.h"
#include "base/host/symbols.h"

#define MAX_FILES 64

/* files that were asked for, with their debug information; NULL: they have none */
static struct {
	const unsigned char *file;
	Elf *elf;
	Dwarf *dwarf;
} files[MAX_FILES];
static unsigned int nfiles;

static Dwarf *dwarf_of(const struct code *code)
{
	unsigned int i;

	for (i = 0; i < nfiles; i++)
		if (files[i].file == code->file)
			return files[i].dwarf;
	if (nfiles == MAX_FILES)
		return NULL;
	elf_version(EV_CURRENT);
	files[i].file = code->file;
	files[i].elf = elf_memory((char *)code->file, code->size);
	files[i].dwarf = files[i].elf ? dwarf_begin_elf(files[i].elf, DWARF_C_READ, NULL) : NULL;
	nfiles++;
	return files[i].dwarf;
}

void lines_forget(const unsigned char *file)
{
	unsigned int i;

	for (i = 0; i < nfiles; i++) {
		if (files[i].file != file)
			continue;
		dwarf_end(files[i].dwarf);
		elf_end(files[i].elf);
		files[i] = files[--nfiles];
		return;
	}
}

/* the compilation unit; not every compiler writes the table that dwarf_addrdie() looks in */
static bool unit_of(Dwarf *dwarf, Dwarf_Addr pc, Dwarf_Die *unit)
{
	Dwarf_CU *cu = NULL;

	if (dwarf_addrdie(dwarf, pc, unit))
		return true;
	while (!dwarf_get_units(dwarf, cu, &cu, NULL, NULL, unit, NULL))
		if (dwarf_haspc(unit, pc) > 0)
			return true;
	return false;
}

static bool is_header(const char *file)
{
	size_t len = strlen(file);

	return len > 2 && !strcmp(file + len - 2, ".h");
}

/* the last two parts of a path say enough, and are the same wherever it was built */
static const char *short_path(const char *path)
{
	const char *slash = strrchr(path, '/'), *before;

	if (!slash)
		return path;
	for (before = slash; before > path && before[-1] != '/'; before--)
		;
	return before > path && !strncmp(before, "../", 3) ? slash + 1 : before;
}

/* the file that a function was inlined in, and the line */
static bool inlined_at(Dwarf_Die *unit, Dwarf_Die *scope, const char **file, int *line)
{
	Dwarf_Attribute attr;
	Dwarf_Files *names;
	Dwarf_Word number;
	size_t count;

	if (dwarf_getsrcfiles(unit, &names, &count) ||
	    dwarf_formudata(dwarf_attr(scope, DW_AT_call_file, &attr), &number) ||
	    number >= count)
		return false;
	*file = dwarf_filesrc(names, number, NULL, NULL);
	if (dwarf_formudata(dwarf_attr(scope, DW_AT_call_line, &attr), &number))
		return false;
	*line = number;
	return *file != NULL;
}

/** struct place - what is asked for */
struct place {
	char *buf;
	size_t size;
};

static bool place_in_unit(Dwarf_Die *unit, Dwarf_Addr pc, struct place *place)
{
	Dwarf_Line *src = dwarf_getsrc_die(unit, pc);
	const char *file = src ? dwarf_linesrc(src, NULL, NULL) : NULL, *name = NULL;
	Dwarf_Die *innermost = NULL, *scopes = NULL;
	int line = 0, count, i;

	if (!file || dwarf_lineno(src, &line) || !line)
		return false;
	if (dwarf_getscopes(unit, pc, &innermost) <= 0)
		return false;
	/* what encloses it where it was inlined, not where it was written */
	count = dwarf_getscopes_die(innermost, &scopes);
	for (i = 0; i < count && !name; i++) {
		int tag = dwarf_tag(&scopes[i]);

		if (tag == DW_TAG_subprogram ||
		    (tag == DW_TAG_inlined_subroutine && !is_header(file)))
			name = dwarf_diename(&scopes[i]);
		else if (tag == DW_TAG_inlined_subroutine &&
			 !inlined_at(unit, &scopes[i], &file, &line))
			break;
	}
	if (name)
		snprintf(place->buf, place->size, "%s (%s:%d)", name, short_path(file), line);
	free(scopes);
	free(innermost);
	return name;
}

static bool place_in_code(const struct code *code, void *arg)
{
	Dwarf *dwarf = dwarf_of(code);
	Dwarf_Die unit;

	/* a call returns to what comes behind it, which may be another line */
	return dwarf && code->value && unit_of(dwarf, code->value - 1, &unit) &&
	       place_in_unit(&unit, code->value - 1, arg);
}

const char *host_place(const void *pc, char *buf, size_t size)
{
	struct place place = { .buf = buf, .size = size };

	if (symbols_code(pc, place_in_code, &place))
		return buf;
	return host_symbol(pc, buf, size);
}
