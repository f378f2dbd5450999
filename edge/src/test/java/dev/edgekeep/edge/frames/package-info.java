@org.jspecify.annotations.NullMarked
package dev.edgekeep.edge.frames;
