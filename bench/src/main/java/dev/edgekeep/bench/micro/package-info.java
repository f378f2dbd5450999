/** JMH benchmarks of components that every handshake or request uses. */
@NullMarked
package dev.edgekeep.bench.micro;

import org.jspecify.annotations.NullMarked;
