/** Ports to the storage of objects. */
@NullMarked
package dev.sluice.core.port.artifact;

import org.jspecify.annotations.NullMarked;
