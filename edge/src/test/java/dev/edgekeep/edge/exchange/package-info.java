/** Exchanges over loopback sockets: real clients, a real edge, real little origins. */
package dev.edgekeep.edge.exchange;
