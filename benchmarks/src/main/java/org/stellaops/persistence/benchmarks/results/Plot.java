// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.results;

import java.util.List;
import java.util.Locale;

/** A bar for each figure, with a mark where the bound of what is asked is. Pure; an SVG that needs nothing else. */
final class Plot {

    private static final int WIDTH = 760;
    private static final int LEFT = 300;
    private static final int RIGHT = 110;
    private static final int ROW = 26;
    private static final int TOP = 36;
    private static final double ROOM = 1.1;

    private Plot() {}

    static String of(String key, List<Figure> figures) {
        StringBuilder svg = new StringBuilder();
        int height = TOP + ROW * figures.size() + 12;
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\""
                        + " aria-label=\"%s\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n",
                WIDTH,
                height,
                escaped(key)));
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"12\" y=\"22\" font-weight=\"bold\" fill=\"#1b1f24\">%s</text>%n",
                escaped(key)));
        for (int i = 0; i < figures.size(); i++) {
            bar(
                    svg,
                    figures.get(i),
                    TOP + ROW * i,
                    longest(figures, figures.get(i).unit()));
        }
        return svg.append("</svg>\n").toString();
    }

    /** Figures of one unit share a scale. */
    private static double longest(List<Figure> figures, String unit) {
        return figures.stream()
                .filter(it -> it.unit().equals(unit))
                .mapToDouble(it -> ROOM * Math.max(it.value(), it.bound()))
                .max()
                .orElse(1);
    }

    private static void bar(StringBuilder svg, Figure figure, int y, double longest) {
        double scale = (WIDTH - LEFT - RIGHT) / Math.max(longest, Double.MIN_NORMAL);
        double length = Math.max(1, figure.value() * scale);
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#1b1f24\">%s</text>%n"
                        + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>%n"
                        + "<text x=\"%.1f\" y=\"%d\" fill=\"#1b1f24\">%s</text>%n",
                LEFT - 8,
                y + 15,
                escaped(figure.name()),
                LEFT,
                y + 2,
                length,
                figure.holds() ? "#2f6f9f" : "#b3402a",
                LEFT + Math.max(length, figure.bound() * scale) + 6,
                y + 15,
                escaped(ResultsPage.shown(figure.value(), figure.unit()))));
        if (figure.asked() != Figure.Asked.NOTHING) {
            double at = LEFT + figure.bound() * scale;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#1b1f24\" stroke-width=\"2\"><title>%s %s</title></line>%n",
                    at,
                    y - 1,
                    at,
                    y + 21,
                    figure.asked() == Figure.Asked.AT_MOST ? "at most" : "at least",
                    escaped(ResultsPage.shown(figure.bound(), figure.unit()))));
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
