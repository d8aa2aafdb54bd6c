/** Ports to object storage. */
@NullMarked
package dev.sluice.core.port.artifact;

import org.jspecify.annotations.NullMarked;
