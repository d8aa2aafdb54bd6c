/** What the adapter offers as a whole: its parts lie in the packages below. */
package dev.sluice.media;
