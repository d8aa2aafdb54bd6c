/** Output for a person: tables, sizes, a progress bar, and the log. */
@NullMarked
package dev.sluice.app.terminal;

import org.jspecify.annotations.NullMarked;
