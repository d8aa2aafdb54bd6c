/** Ports to the sources of media and to its conversion. */
@NullMarked
package dev.sluice.core.port.media;

import org.jspecify.annotations.NullMarked;
