// SPDX-License-Identifier: MIT
/* Graphs in the device tree: "port" nodes (perhaps below "ports") with "endpoint" nodes in them. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/of.h>
#include <linux/of_graph.h>
#include <linux/string.h>

/* where the port nodes of @np are, with a reference */
static struct device_node *ports_of(const struct device_node *np)
{
	struct device_node *ports = of_get_child_by_name(np, "ports");

	return ports ? ports : of_node_get((struct device_node *)np);
}

static bool is_called(const struct device_node *np, const char *name)
{
	return of_node_name_eq(np, name);
}

bool of_graph_is_present(const struct device_node *node)
{
	struct device_node *ports = ports_of(node), *port;

	port = of_get_child_by_name(ports, "port");
	of_node_put(ports);
	of_node_put(port);
	return port;
}
EXPORT_SYMBOL(of_graph_is_present);

int of_graph_parse_endpoint(const struct device_node *node, struct of_endpoint *endpoint)
{
	struct device_node *port = of_get_parent(node);

	*endpoint = (struct of_endpoint){ .local_node = node };
	/* without a number it is number 0 */
	if (port)
		of_property_read_u32(port, "reg", &endpoint->port);
	of_property_read_u32(node, "reg", &endpoint->id);
	of_node_put(port);
	return 0;
}
EXPORT_SYMBOL(of_graph_parse_endpoint);

struct device_node *of_graph_get_port_by_id(struct device_node *node, u32 id)
{
	struct device_node *ports = ports_of(node), *port;

	for_each_child_of_node(ports, port) {
		u32 port_id = 0;

		if (!is_called(port, "port"))
			continue;
		of_property_read_u32(port, "reg", &port_id);
		if (id == port_id)
			break;
	}
	of_node_put(ports);
	return port;
}
EXPORT_SYMBOL(of_graph_get_port_by_id);

/* the next child of @port behind @after that is an endpoint; uses up the reference to @after */
static struct device_node *next_in_port(struct device_node *port, struct device_node *after)
{
	do {
		after = of_get_next_child(port, after);
	} while (after && !is_called(after, "endpoint"));
	return after;
}

struct device_node *of_graph_get_next_endpoint(const struct device_node *parent,
					       struct device_node *previous)
{
	struct device_node *ports, *port, *endpoint = NULL;

	if (!parent)
		return NULL;
	ports = ports_of(parent);
	port = previous ? of_get_parent(previous) : NULL;
	if (port)
		endpoint = next_in_port(port, previous);
	while (!endpoint) {
		do {
			port = of_get_next_child(ports, port);
		} while (port && !is_called(port, "port"));
		if (!port)
			break;
		endpoint = next_in_port(port, NULL);
	}
	of_node_put(port);
	of_node_put(ports);
	return endpoint;
}
EXPORT_SYMBOL(of_graph_get_next_endpoint);

struct device_node *of_graph_get_endpoint_by_regs(const struct device_node *parent, int port_reg,
						  int reg)
{
	struct of_endpoint endpoint;
	struct device_node *node;

	for_each_endpoint_of_node(parent, node)
	{
		of_graph_parse_endpoint(node, &endpoint);
		if ((port_reg == -1 || endpoint.port == (unsigned int)port_reg) &&
		    (reg == -1 || endpoint.id == (unsigned int)reg))
			return node;
	}
	return NULL;
}
EXPORT_SYMBOL(of_graph_get_endpoint_by_regs);

int of_graph_get_endpoint_count(const struct device_node *np)
{
	struct device_node *endpoint;
	int count = 0;

	for_each_endpoint_of_node(np, endpoint) count++;
	return count;
}
EXPORT_SYMBOL(of_graph_get_endpoint_count);

struct device_node *of_graph_get_remote_endpoint(const struct device_node *node)
{
	return of_parse_phandle(node, "remote-endpoint", 0);
}
EXPORT_SYMBOL(of_graph_get_remote_endpoint);

struct device_node *of_graph_get_port_parent(struct device_node *node)
{
	struct device_node *at = of_get_parent(node), *up;

	/* from the endpoint to its port, and to what has the ports */
	if (!at)
		return NULL;
	up = of_get_parent(at);
	of_node_put(at);
	if (up && is_called(up, "ports")) {
		at = of_get_parent(up);
		of_node_put(up);
		up = at;
	}
	return up;
}
EXPORT_SYMBOL(of_graph_get_port_parent);

struct device_node *of_graph_get_remote_port_parent(const struct device_node *node)
{
	struct device_node *remote = of_graph_get_remote_endpoint(node), *parent;

	if (!remote)
		return NULL;
	parent = of_graph_get_port_parent(remote);
	of_node_put(remote);
	return parent;
}
EXPORT_SYMBOL(of_graph_get_remote_port_parent);

struct device_node *of_graph_get_remote_port(const struct device_node *node)
{
	struct device_node *remote = of_graph_get_remote_endpoint(node), *port;

	if (!remote)
		return NULL;
	port = of_get_parent(remote);
	of_node_put(remote);
	return port;
}
EXPORT_SYMBOL(of_graph_get_remote_port);

struct device_node *of_graph_get_remote_node(const struct device_node *node, u32 port, u32 endpoint)
{
	struct device_node *local = of_graph_get_endpoint_by_regs(node, port, endpoint), *remote;

	if (!local)
		return NULL;
	remote = of_graph_get_remote_port_parent(local);
	of_node_put(local);
	if (remote && !of_device_is_available(remote)) {
		of_node_put(remote);
		return NULL;
	}
	return remote;
}
EXPORT_SYMBOL(of_graph_get_remote_node);
