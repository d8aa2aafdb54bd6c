/** The runnable program: it knows everybody and decides nothing. */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
