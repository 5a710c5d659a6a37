// Draws the charts from the data beside them, and makes tables sortable. Without it the page still says everything.
(() => {
  'use strict';
  const LIGHT = {
    text: '#1a1d21', line: '#c9d0d7', series: ['#0072b2', '#b0460a', '#00704f', '#7d3f98', '#6b5900', '#a3004f'],
  };
  const DARK = {
    text: '#e8ebee', line: '#454e57', series: ['#56b4e9', '#ff9e5e', '#3fd0a4', '#d6a0f0', '#e0cf5a', '#ff8fb8'],
  };
  const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect'];
  const DASHES = ['solid', [8, 4], [2, 3], [12, 4, 2, 4], [4, 4], [16, 6]];
  // Two charts beside each other on A4 and on Letter; the style sheet says so too.
  const PRINT_WIDTH = 330;
  const MOST_SYMBOLS = 40;
  const MOST_TICKS = 16;
  const BAND = 'band of a mean';

  const darkScheme = window.matchMedia('(prefers-color-scheme: dark)');
  const charts = new Map();
  let printing = false;

  document.documentElement.classList.add('js');

  const number = value => Math.abs(value) >= 1e3 && Math.abs(value) < 1e7 ? String(Math.round(value))
    : Number(value).toPrecision(4).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');

  function axis(data, colours, gap) {
    const single = data.whole && data.max !== null && data.max <= data.min;
    return {
      type: data.logarithmic ? 'log' : 'value', name: data.name, nameLocation: 'middle', nameGap: gap, scale: true,
      min: single ? data.min - 1 : data.min === null ? undefined : data.min,
      max: single ? data.max + 1 : data.max === null ? undefined : data.max,
      minInterval: data.whole ? 1 : undefined,
      interval: data.whole && data.max !== null && data.max - data.min < MOST_TICKS ? 1 : undefined,
      nameTextStyle: { color: colours.text }, axisLabel: { color: colours.text, hideOverlap: true, formatter: number },
      axisLine: { show: true, lineStyle: { color: colours.text } }, splitLine: { lineStyle: { color: colours.line } },
    };
  }

  function series(one, index, markers, colours) {
    const points = one.style === 'POINTS';
    const symbols = points || one.style === 'CURVE' && one.points.length <= MOST_SYMBOLS;
    return {
      type: points ? 'scatter' : 'line', name: one.name, data: one.points, symbolSize: 7, showSymbol: symbols,
      symbol: symbols ? SYMBOLS[index % SYMBOLS.length] : 'none',
      lineStyle: { width: 2, type: DASHES[index % DASHES.length] },
      areaStyle: one.style === 'AREA' ? { opacity: 0.25 } : undefined, emphasis: { disabled: true },
      markLine: index > 0 || markers.length === 0 ? undefined : {
        silent: true, symbol: 'none', lineStyle: { color: colours.text, type: 'dotted', width: 1.5 },
        label: { color: colours.text, formatter: mark => mark.name, position: 'insideEndTop' },
        data: markers.map(mark => ({ name: mark.name, [mark.axis + 'Axis']: mark.value })),
      },
    };
  }

  // Lines can only be stacked over named places, so where there are bands the whole numbers of the x axis are names.
  function places(data, colours) {
    const { min, max, interval, minInterval, ...common } = axis(data.x, colours, 28);
    const count = Math.max(...data.series.flatMap(one => one.points.map(([x]) => x)));
    return {
      ...common, type: 'category', boundaryGap: false, data: Array.from({ length: count }, (_, i) => String(i + 1)),
    };
  }

  const named = points => points.map(([x, ...rest]) => [String(x), ...rest]);

  // Two lines on each other, the lower one and the gap, of which only the gap's area is seen.
  function band(one, index, colours) {
    const colour = colours.series[index % colours.series.length];
    const part = {
      type: 'line', name: BAND, stack: BAND + index, symbol: 'none', silent: true, lineStyle: { width: 0 },
      itemStyle: { color: colour }, emphasis: { disabled: true }, z: 1,
    };
    return [
      { ...part, data: named(one.band.map(([x, low]) => [x, low])) },
      {
        ...part, data: named(one.band.map(([x, low, high]) => [x, high - low])),
        areaStyle: { color: colour, opacity: 0.2 },
      },
    ];
  }

  function tooltipText(items) {
    const lines = items.filter(item => item.seriesName !== BAND);
    const text = lines.map(item => `${item.marker} ${item.seriesName}  ${number(item.value[1])}`);
    return [number(items[0].axisValue), ...text].join('\n');
  }

  function option(data, colours, width) {
    const legendRows = Math.ceil(data.series.reduce((sum, one) => sum + one.name.length * 6.8 + 50, 0) / width);
    const legend = data.series.length > 1;
    const shared = data.series.every(one => one.style === 'CURVE');
    const banded = data.series.some(one => one.band.length > 0);
    return {
      animation: false, color: colours.series, textStyle: { fontFamily: 'system-ui, "DejaVu Sans", sans-serif' },
      // Whole rows above the chart: they must never cover it on a narrow screen.
      legend: {
        show: legend, top: 0, left: 0, itemWidth: 34, textStyle: { color: colours.text },
        data: data.series.map(one => ({
          name: one.name, itemStyle: ['LINE', 'AREA'].includes(one.style) ? { opacity: 0 } : undefined,
        })),
      },
      grid: { top: legend ? 22 * Math.min(legendRows + 1, data.series.length) + 14 : 20, left: 58, right: 26, bottom: 48 },
      tooltip: { show: shared, trigger: 'axis', renderMode: 'richText', confine: true, formatter: tooltipText },
      xAxis: banded ? places(data, colours) : axis(data.x, colours, 28), yAxis: axis(data.y, colours, 42),
      series: [
        ...data.series.map((one, index) => series(banded ? { ...one, points: named(one.points) } : one, index,
          data.markers, colours)),
        ...data.series.flatMap((one, index) => one.band.length > 0 ? band(one, index, colours) : []),
      ],
    };
  }

  function draw(plot) {
    const width = printing ? PRINT_WIDTH : plot.clientWidth;
    if (width === 0) {
      return;
    }
    let chart = charts.get(plot);
    if (!chart) {
      chart = echarts.init(plot, null, { renderer: 'svg', width, height: plot.clientHeight });
      charts.set(plot, chart);
    } else {
      chart.resize({ width, height: plot.clientHeight });
    }
    const data = JSON.parse(document.getElementById(plot.dataset.chart).textContent);
    chart.setOption(option(data, darkScheme.matches && !printing ? DARK : LIGHT, width), true);
  }

  const plots = [...document.querySelectorAll('.plot')];
  const drawAll = () => plots.forEach(draw);
  // Also reports what becomes visible when a section is opened.
  const observer = new ResizeObserver(entries => entries.forEach(entry => draw(entry.target)));
  plots.forEach(plot => observer.observe(plot));
  darkScheme.addEventListener('change', drawAll);

  const opened = [];
  window.addEventListener('beforeprint', () => {
    printing = true;
    document.querySelectorAll('details.class:not([open])').forEach(details => {
      details.open = true;
      opened.push(details);
    });
    drawAll();
  });
  window.addEventListener('afterprint', () => {
    printing = false;
    opened.splice(0).forEach(details => { details.open = false; });
    drawAll();
  });

  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches('details')) {
      target.open = true;
      target.scrollIntoView();
    }
  }
  window.addEventListener('hashchange', openTarget);
  openTarget();

  function sort(table, column, header) {
    const ascending = header.getAttribute('aria-sort') !== 'ascending';
    const key = row => row.cells[column].dataset.sort;
    const rows = [...table.tBodies[0].rows].sort((a, b) => {
      const order = key(a) === undefined
        ? a.cells[column].textContent.localeCompare(b.cells[column].textContent, undefined, { numeric: true })
        : Number(key(a)) - Number(key(b));
      return ascending ? order : -order;
    });
    table.tBodies[0].append(...rows);
    table.querySelectorAll('thead th').forEach(th => th.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
  }

  document.querySelectorAll('table.sortable').forEach(table => {
    table.querySelectorAll('thead th').forEach((header, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...header.childNodes);
      button.addEventListener('click', () => sort(table, column, header));
      header.append(button);
    });
  });
})();
