// Charts of the last hour: an element draws the numbers of its attribute.
(() => {
  "use strict";
  const HEIGHT = 180;
  const DASHES = { main: [], ok: [], warn: [6, 3], bad: [2, 3], muted: [1, 4] };
  const COLORS = { main: "--accent", ok: "--ok", warn: "--warn", bad: "--bad", muted: "--muted" };

  class TrafficChart extends HTMLElement {
    connectedCallback() {
      const chart = JSON.parse(this.dataset.chart);
      const style = getComputedStyle(this);
      const color = (name) => style.getPropertyValue(name).trim();
      const count = chart.lines.length ? chart.lines[0].values.length : 0;
      const times = Array.from({ length: count }, (_, i) => chart.until - (count - i - 0.5) * chart.step);
      const shown = (value) => (value == null ? "–" : `${value >= 100 ? Math.round(value) : Math.round(value * 100) / 100} ${chart.unit}`);
      const grid = { stroke: color("--line"), width: 1 };
      const axis = { stroke: color("--muted"), font: "12px system-ui, sans-serif", grid, ticks: grid };
      this.plot = new uPlot({
        width: Math.max(200, this.clientWidth),
        height: HEIGHT,
        cursor: { drag: { x: false, y: false }, points: { size: 6 } },
        scales: { y: { range: (_, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
        axes: [
          { ...axis, values: (_, splits) => splits.map((at) => new Date(at * 1000).toTimeString().slice(0, 5)) },
          { ...axis, size: 52 },
        ],
        series: [
          { value: (_, at) => (at == null ? "" : new Date(at * 1000).toTimeString().slice(0, 8)) },
          ...chart.lines.map((line) => ({
            label: line.name,
            stroke: color(COLORS[line.kind]),
            width: 1.5,
            dash: DASHES[line.kind],
            spanGaps: false,
            points: { show: false },
            value: (_, value) => shown(value),
          })),
        ],
      }, [times, ...chart.lines.map((line) => line.values)], this);
      this.sizes = new ResizeObserver(() => this.plot.setSize({ width: Math.max(200, this.clientWidth), height: HEIGHT }));
      this.sizes.observe(this);
    }

    disconnectedCallback() {
      this.sizes?.disconnect();
      this.plot?.destroy();
    }
  }
  customElements.define("traffic-chart", TrafficChart);
})();
