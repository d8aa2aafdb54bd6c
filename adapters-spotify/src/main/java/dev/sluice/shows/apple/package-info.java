/** PLACEHOLDER */
@NullMarked
package dev.sluice.shows.apple;

import org.jspecify.annotations.NullMarked;
