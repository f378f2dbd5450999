/** JMH benchmarks of single pieces that every handshake or request goes through. */
@NullMarked
package dev.edgekeep.bench.micro;

import org.jspecify.annotations.NullMarked;
