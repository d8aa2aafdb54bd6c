/** The port that expands shows into episodes. */
@NullMarked
package dev.sluice.core.port.show;

import org.jspecify.annotations.NullMarked;
