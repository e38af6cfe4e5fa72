import { escapeXml, RIGHT_BEFORE_FIGURE } from './svg-text.ts'

/** What the script of an interactive flame graph is told besides what it reads off the boxes. */
export interface FlameScriptOptions {
  /** Stands before the name of the box under the pointer. */
  readonly nameType?: string | undefined
  /** What is searched for when the picture opens. */
  readonly search?: string | undefined
}

/** The script element of an interactive flame graph. */
export function flameScript({ nameType = '', search = '' }: FlameScriptOptions = {}): string {
  const told = `data-name-type="${escapeXml(nameType)}" data-search="${escapeXml(search)}"`
  return `<script id="script" ${told}><![CDATA[${FLAME_SCRIPT}]]></script>`
}

/**
 * Plain, since it runs as it stands in any browser. It reads what is drawn (each box's place and its tool tip, whose first
 * line is the name; sizes off `#boxes`) and holds no name itself. Rows are counted from 0 at the roots; the callers of a
 * centred picture are in rows below 0. What is zoomed into and searched for stands in the address.
 */
const FLAME_SCRIPT = String.raw`
(function () {
  'use strict'
  var svg = document.documentElement
  var width = Number(svg.getAttribute('width'))
  var page = document.getElementById('page'), group = document.getElementById('boxes'), foot = document.getElementById('foot')
  var details = document.getElementById('details'), tools = document.getElementById('tools')
  var legend = document.getElementById('legend'), head = document.querySelector('.head')
  var title = document.getElementById('title').textContent
  var told = document.getElementById('script').dataset
  var data = group.dataset
  var isPlain = data.style === 'plain', isUp = data.up === '1', fits = data.fit === '1'
  var pad = Number(data.pad), indent = Number(data.indent), gap = Number(data.gap), near = Number(data.near)
  var row = Number(data.row), letter = Number(data.letter), y0 = Number(data.y0)
  var header = Number(data.header), footer = Number(data.footer)
  var whole = width - 2 * pad
  var boxes = Array.prototype.map.call(group.children, function (g) {
    var rect = g.querySelector('rect')
    var tip = g.querySelector('title').textContent
    var share = /total (~?[\d.]+\S* %)/.exec(tip.replace(/\u2009/g, ' '))
    var y = Number(rect.getAttribute('y'))
    var shape = rect.getAttribute('class')
    return {
      g: g, rect: rect, text: g.querySelector('text'), tip: tip,
      name: g.getAttribute('data-n') || (isPlain ? tip.replace(/ \([^()]*\)$/, '') : tip.split('\n')[0]),
      share: g.getAttribute('data-s') || (share ? share[1] : ''), x: Number(rect.getAttribute('x')),
      w: Number(g.getAttribute('data-w')) || Number(rect.getAttribute('width')) + gap,
      y: y, depth: Math.round((isUp ? y0 - y : y - y0) / row), cls: shape ? shape.slice(1) : '',
      isHidden: g.getAttribute('display') === 'none'
    }
  })
  boxes.forEach(function (box) {
    box.g.setAttribute('role', 'button')
    box.g.setAttribute('tabindex', '-1')
  })
  var zoomed = [], query = '', entry = null
  var firstNote = details.textContent.replace('not shown', 'zoom in to see'), note = firstNote

  /** Writes as much of a text as has room, and all of what stands after it. */
  function write(element, text, after, room) {
    var letters = Array.from(text), end = letters.length
    element.textContent = text + after
    for (var wide = element.getComputedTextLength(); wide > room && end > 1; wide = element.getComputedTextLength()) {
      end = Math.max(1, end - Math.ceil((wide - room) * (end + after.length) / wide))
      element.textContent = letters.slice(0, end).join('') + '…' + after
    }
  }
  function tell(text, after) {
    write(details, text, after || '', whole)
    if (!legend) return
    var covers = Number(details.getAttribute('y')) === 0 && pad + details.getComputedTextLength() + 16 > legend.getBBox().x
    legend.style.visibility = covers ? 'hidden' : ''
  }
  function label(box, w) {
    var columns = Math.floor((w - 2 * indent) / letter)
    if (isPlain) columns = Math.floor(w / letter)
    if (columns < 3) return ''
    var name = Array.from(box.name)
    if (isPlain) return box.depth === 0 ? '' : name.length <= columns ? box.name : name.slice(0, columns - 2).join('') + '..'
    if (box.share && name.length + 1 + box.share.length <= columns) return box.name + ' ' + box.share
    return name.length <= columns ? box.name : name.slice(0, columns - 1).join('') + '…'
  }
  function place(box, x, w) {
    box.rect.setAttribute('x', x)
    box.rect.setAttribute('width', Math.max(w - gap, 0.3))
    var text = label(box, w)
    if (!text) {
      if (box.text) box.text.textContent = ''
      return
    }
    if (!box.text) {
      box.text = document.createElementNS('http://www.w3.org/2000/svg', 'text')
      if (box.cls) box.text.setAttribute('class', 't' + box.cls)
      box.text.setAttribute('y', box.y + Number(data.baseline))
      box.g.appendChild(box.text)
    }
    box.text.setAttribute('x', x + indent)
    box.text.textContent = text.replace(${RIGHT_BEFORE_FIGURE}, '$1\u200e')
  }
  function draw() {
    var target = zoomed[zoomed.length - 1]
    var sign = target && target.depth < 0 ? -1 : 1
    var x0 = target ? target.x : pad, w0 = target ? target.w : whole
    var scale = whole / w0
    var low = 0, high = 0, lowest = 0, highest = 0, drawn = {}
    boxes.forEach(function (box) {
      var level = sign * box.depth, isOther = target && level < 0
      var x = isOther ? box.x : pad + (box.x - x0) * scale, w = isOther ? box.w : box.w * scale
      var spans = box.x <= x0 + near && box.x + box.w >= x0 + w0 - near
      box.isOuter = Boolean(target) && !isOther && level < sign * target.depth && spans
      box.isIn = !target || isOther || box === target ||
        (level > sign * target.depth && box.x >= x0 - near && box.x + box.w <= x0 + w0 + near)
      box.g.classList.toggle('outer', box.isOuter)
      if (box.isOuter) place(box, pad, whole)
      else if (box.isIn) place(box, x, w)
      if (!box.isIn && !box.isOuter) return
      lowest = Math.min(lowest, box.depth)
      highest = Math.max(highest, box.depth)
      drawn[box.depth] = (drawn[box.depth] || 0) + w
      // Narrow boxes that together take much of the width are worth their row.
      if (box.isIn && w < 0.01 * whole && drawn[box.depth] < 0.05 * whole) return
      low = Math.min(low, box.depth)
      high = Math.max(high, box.depth)
    })
    boxes.forEach(function (box) {
      box.isShown = box.isOuter || (box.isIn && (!fits || (box.depth >= low && box.depth <= high)))
      box.g.setAttribute('display', box.isShown ? 'inline' : 'none')
    })
    if (fits) resize(low, high)
    var hidden = highest - high + low - lowest
    note = !target ? firstNote : fits && hidden > 0 ? hidden + ' deeper level(s) of boxes under 1 % wide: zoom in to see' : ''
    tell(note || ' ')
    drawTools()
  }
  function resize(low, high) {
    var height = header + (high - low + 1) * row + footer
    svg.setAttribute('height', height)
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height)
    page.setAttribute('height', height)
    group.setAttribute('transform', 'translate(0 ' + (isUp ? header + high * row : header - low * row) + ')')
    if (foot) foot.setAttribute('transform', 'translate(0 ' + (height - 18) + ')')
  }
  function drawTools() {
    while (tools.firstChild) tools.removeChild(tools.firstChild)
    var wanted = Array.from(query)
    if (wanted.length > 24) wanted = wanted.slice(0, 23).concat('…')
    if (zoomed.length) tool('Reset zoom (Esc)', function () { zoomed = []; draw() })
    if (query) tool('Reset search', function () { query = ''; search() })
    tool(query ? 'Search: ' + wanted.join('') + ' ' + found() : 'Search (/)', ask)
    if (head) write(head, title, '', whole - tools.getComputedTextLength() - 16)
    keep()
  }
  function tool(text, act) {
    if (tools.firstChild) tools.appendChild(document.createTextNode('   '))
    var span = document.createElementNS('http://www.w3.org/2000/svg', 'tspan')
    span.setAttribute('class', 'tool')
    span.setAttribute('role', 'button')
    span.setAttribute('tabindex', '0')
    span.textContent = text
    span.addEventListener('click', act)
    span.addEventListener('keydown', function (event) {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      act()
      if (tools.lastChild.focus) tools.lastChild.focus()
    })
    tools.appendChild(span)
  }
  function ask() {
    var text = prompt('Search function names (a part of them, or a regular expression)', query)
    if (text === null) return
    query = text.trim()
    search()
  }
  function search() {
    var wanted = query.toLowerCase(), pattern = null
    // A repeated group that can match in several ways may be matched without end: that is searched for as text.
    try { if (!/[*+}?|][^()]*\)[*+{]/.test(query)) pattern = new RegExp(query, 'i') } catch (error) {}
    boxes.forEach(function (box) {
      box.isFound = wanted !== '' && (box.name.toLowerCase().indexOf(wanted) !== -1 || (pattern && pattern.test(box.name.slice(0, 1000))))
      box.g.classList.toggle('found', Boolean(box.isFound))
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
    return Math.min(100, 100 * sum / whole).toFixed(1) + ' %'
  }
  function zoom(box) {
    if (zoomed[zoomed.length - 1] === box) zoomed.pop()
    else zoomed.push(box)
    draw()
  }
  function say(box) {
    var figures = isPlain ? box.tip.search(/ \([^()]*\)$/) : box.tip.search(/\n(total|self) /)
    if (figures < 0) figures = box.tip.length
    var line = function (text) { return text.split('\n').join('   ') }
    tell((told.nameType ? told.nameType + ' ' : '') + line(box.tip.slice(0, figures)), line(box.tip.slice(figures)))
  }
  function shown(box) { return box.isShown === undefined ? !box.isHidden : box.isShown }
  /** The box a step from this one: in the next row the one over or under it, in its own row its neighbour. */
  function next(box, key) {
    var left = Number(box.rect.getAttribute('x')), right = left + Number(box.rect.getAttribute('width'))
    var step = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0
    var best = null, least = Infinity
    boxes.forEach(function (other) {
      if (other === box || !shown(other) || Math.abs(other.y - box.y - step * row) > 0.5) return
      var x = Number(other.rect.getAttribute('x')), end = x + Number(other.rect.getAttribute('width'))
      var off = step === 0 ? (key === 'ArrowLeft' ? left - x : x - left) : Math.max(0, x - right, left - end)
      // Of those above, the widest that touches it.
      var cost = step === 0 ? off : off > 0 ? 1e6 + off : -(end - x)
      if ((step === 0 && off <= 0) || cost >= least) return
      if (step !== 0 && off > gap + near) return
      least = cost
      best = other
    })
    return best
  }
  function enter(box) {
    if (entry) entry.g.setAttribute('tabindex', '-1')
    entry = box
    if (box) box.g.setAttribute('tabindex', '0')
  }
  boxes.forEach(function (box) {
    box.g.addEventListener('click', function (event) {
      // A click on a link goes there; with Ctrl it zooms as elsewhere.
      var link = event.target.closest ? event.target.closest('a') : null
      if (link && !event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      zoom(box)
    })
    box.g.addEventListener('mouseenter', function () { say(box) })
    box.g.addEventListener('mouseleave', function () { tell(note || ' ') })
    box.g.addEventListener('focus', function () { enter(box); say(box) })
    box.g.addEventListener('keydown', function (event) {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault()
        zoom(box)
        box.g.focus()
        say(box)
      } else if (/^Arrow/.test(event.key)) {
        event.preventDefault()
        var other = next(box, event.key)
        if (other) other.g.focus()
      }
    })
  })
  addEventListener('keydown', function (event) {
    if (event.key === '/' || event.key === 'F3' || ((event.ctrlKey || event.metaKey) && event.key === 'f')) {
      event.preventDefault()
      ask()
    } else if (event.key === 'Escape') {
      if (zoomed.length) { zoomed.pop(); draw() } else { query = ''; search() }
    }
  })
  /** Keeps the search and the zoom in the address, as flamegraph.pl does: s, x and y. */
  function keep() {
    var parts = new URLSearchParams(location.search), target = zoomed[zoomed.length - 1]
    var set = function (key, value) { value === null ? parts.delete(key) : parts.set(key, value) }
    set('s', query === told.search ? null : query)
    set('x', target ? target.x : null)
    set('y', target ? target.y : null)
    var text = parts.toString()
    if (text === location.search.slice(1)) return
    try { history.replaceState(null, '', location.pathname + (text && '?' + text) + location.hash) } catch (error) {}
  }
  function start() {
    var parts = new URLSearchParams(location.search)
    query = parts.has('s') ? parts.get('s') : told.search
    if (parts.has('x') && parts.has('y')) zoomed = boxes.filter(function (box) {
      return Math.abs(box.x - Number(parts.get('x'))) < 0.001 && Math.abs(box.y - Number(parts.get('y'))) < 0.001
    }).slice(0, 1)
    search()
    if (zoomed.length) draw()
    else tell(note || ' ')
  }
  enter(boxes.filter(function (box) { return box.depth === 0 })[0] || null)
  start()
})()
`
