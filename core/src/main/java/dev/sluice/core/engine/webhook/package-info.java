/** Which notifications are written, and their delivery. */
@NullMarked
package dev.sluice.core.engine.webhook;

import org.jspecify.annotations.NullMarked;
