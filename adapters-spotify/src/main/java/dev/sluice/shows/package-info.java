/** PLACEHOLDER */
@NullMarked
package dev.sluice.shows;

import org.jspecify.annotations.NullMarked;
