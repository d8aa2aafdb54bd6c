/** What a person sees: sentences, tables, a progress bar. */
@NullMarked
package dev.sluice.app.terminal;

import org.jspecify.annotations.NullMarked;
