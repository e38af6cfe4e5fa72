/**
 * The script inside an interactive flame graph: plain, since it runs as it stands in any browser. It reads what is drawn
 * (each box's place and its tool tip, whose first line is the name) and holds no name itself.
 */
export const FLAME_SCRIPT = String.raw`
(function () {
  'use strict'
  var svg = document.documentElement
  var width = Number(svg.getAttribute('width'))
  var pad = 16, indent = 6, header = 60, footer = 44
  var page = document.getElementById('page'), group = document.getElementById('boxes'), foot = document.getElementById('foot')
  var details = document.getElementById('details')
  var tools = document.getElementById('tools')
  var size = parseFloat(getComputedStyle(document.querySelector('#boxes text') || details).fontSize) || 12
  var boxes = Array.prototype.map.call(document.querySelectorAll('#boxes > g'), function (g) {
    var rect = g.querySelector('rect')
    var tip = g.querySelector('title').textContent
    var share = /total (~?[\d.]+\S* %)/.exec(tip.replace(/\u2009/g, ' '))
    return {
      g: g, rect: rect, text: g.querySelector('text'), tip: tip, name: tip.split('\n')[0],
      share: share ? share[1] : '', x: Number(rect.getAttribute('x')), w: Number(g.getAttribute('data-w')) || Number(rect.getAttribute('width')) + 1,
      y: Number(rect.getAttribute('y')), depth: 0, cls: rect.getAttribute('class').slice(1)
    }
  })
  var row = boxes.length ? Number(boxes[0].rect.getAttribute('height')) + 1 : 24
  boxes.forEach(function (box) { box.depth = Math.round(Math.abs(box.y) / row) })
  var isIcicle = boxes.every(function (box) { return box.y >= 0 })
  var zoomed = [], query = '', firstNote = details.textContent.replace('not shown', 'zoom in to see'), note = firstNote
  details.textContent = note

  function label(box, w) {
    var columns = Math.floor((w - 2 * indent) / (0.61 * size))
    if (columns < 3) return ''
    var name = Array.from(box.name)
    if (name.length + 1 + box.share.length <= columns) return box.name + ' ' + box.share
    return name.length <= columns ? box.name : name.slice(0, columns - 1).join('') + '…'
  }
  function place(box, x, w) {
    box.rect.setAttribute('x', x)
    box.rect.setAttribute('width', Math.max(w - 1, 0.3))
    var text = label(box, w)
    if (!text) {
      if (box.text) box.text.textContent = ''
      return
    }
    if (!box.text) {
      box.text = document.createElementNS('http://www.w3.org/2000/svg', 'text')
      box.text.setAttribute('class', 't' + box.cls)
      var height = Number(box.rect.getAttribute('height')) + 1
      box.text.setAttribute('y', box.y + height / 2 + 0.34 * size)
      box.g.appendChild(box.text)
    }
    box.text.setAttribute('x', x + indent)
    box.text.textContent = text
  }
  function draw() {
    var target = zoomed[zoomed.length - 1]
    var x0 = target ? target.x : pad, w0 = target ? target.w : width - 2 * pad
    var scale = (width - 2 * pad) / w0
    var shown = target ? target.depth + 1 : 1, deepest = shown
    boxes.forEach(function (box) {
      var x = pad + (box.x - x0) * scale, w = box.w * scale
      var spans = box.x <= x0 + 0.02 && box.x + box.w >= x0 + w0 - 0.02
      box.isOuter = Boolean(target) && box.depth < target.depth && spans
      box.isIn = !target || box === target || (box.depth > target.depth && box.x >= x0 - 0.02 && box.x + box.w <= x0 + w0 + 0.02)
      box.g.classList.toggle('outer', box.isOuter)
      if (box.isOuter) place(box, pad, width - 2 * pad)
      else if (box.isIn) place(box, x, w)
      if (!box.isIn) return
      deepest = Math.max(deepest, box.depth + 1)
      if (w >= 0.01 * (width - 2 * pad)) shown = Math.max(shown, box.depth + 1)
    })
    boxes.forEach(function (box) {
      var isVisible = box.isOuter || (box.isIn && box.depth < shown)
      box.g.setAttribute('display', isVisible ? 'inline' : 'none')
    })
    resize(shown)
    if (target) note = deepest > shown ? deepest - shown + ' deeper level(s) of boxes under 1 % wide: zoom in to see' : ''
    else note = firstNote
    details.textContent = note
    drawTools()
  }
  function resize(shown) {
    var height = header + shown * row + footer
    svg.setAttribute('height', height)
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height)
    page.setAttribute('height', height)
    group.setAttribute('transform', 'translate(0 ' + (isIcicle ? header : header + (shown - 1) * row) + ')')
    foot.setAttribute('transform', 'translate(0 ' + (height - 18) + ')')
  }
  function drawTools() {
    while (tools.firstChild) tools.removeChild(tools.firstChild)
    if (zoomed.length) tool('Reset zoom (Esc)', function () { zoomed = []; draw() })
    tool(query ? 'Search: ' + query + ' ' + found() : 'Search (/)', ask)
  }
  function tool(text, act) {
    var span = document.createElementNS('http://www.w3.org/2000/svg', 'tspan')
    span.setAttribute('class', 'tool')
    span.textContent = (tools.firstChild ? '   ' : '') + text
    span.addEventListener('click', act)
    tools.appendChild(span)
  }
  function ask() {
    var text = prompt('Search function names', query)
    if (text === null) return
    query = text.trim()
    search()
  }
  function search() {
    var wanted = query.toLowerCase()
    boxes.forEach(function (box) {
      box.isFound = wanted !== '' && box.name.toLowerCase().indexOf(wanted) !== -1
      box.g.classList.toggle('found', box.isFound)
    })
    drawTools()
  }
  function found() {
    var parts = boxes.filter(function (box) { return box.isFound }).sort(function (a, b) { return a.x - b.x })
    var sum = 0, end = -1
    parts.forEach(function (box) {
      sum += Math.max(0, box.x + box.w - Math.max(box.x, end))
      end = Math.max(end, box.x + box.w)
    })
    return Math.min(100, 100 * sum / (width - 2 * pad)).toFixed(1) + ' %'
  }
  boxes.forEach(function (box) {
    box.g.addEventListener('click', function () {
      if (zoomed[zoomed.length - 1] === box) zoomed.pop()
      else zoomed.push(box)
      draw()
    })
    box.g.addEventListener('mouseenter', function () { details.textContent = box.tip.split('\n').join('   ').slice(0, 150) })
    box.g.addEventListener('mouseleave', function () { details.textContent = note })
  })
  addEventListener('keydown', function (event) {
    if (event.key === '/' || ((event.ctrlKey || event.metaKey) && event.key === 'f')) {
      event.preventDefault()
      ask()
    } else if (event.key === 'Escape') {
      if (zoomed.length) { zoomed.pop(); draw() } else { query = ''; search() }
    }
  })
  drawTools()
})()
`
