/** The runnable program: it knows every module and contains no rules of its own. */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
