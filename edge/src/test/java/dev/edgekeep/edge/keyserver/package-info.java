/**
 * The client towards key servers, on real event loops, against key servers that follow a script.
 */
package dev.edgekeep.edge.keyserver;
